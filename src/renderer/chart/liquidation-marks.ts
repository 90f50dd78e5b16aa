/** Liquidations, each as a triangle at the price of its first fill. */
import { formatPrice, formatQuantity } from '../format/numbers.ts';
import { formatClock } from '../format/times.ts';
import type { LiquidationCase } from '../liquidations/cases.ts';
import type { ChartColors } from './chart-colors.ts';
import type { Point } from './mark-label.ts';
import type { Scales } from './market-layer.ts';

/** Distance below which marks share a triangle. */
const GROUP_PX = 10;
const HALF_PX = 5;
/** Distance from the price to the far side of the triangle. */
const AWAY_PX = 8;
/** Distance from the edge of a triangle whose price is out of sight. */
const EDGE_PX = 10;
/** Largest number of liquidations that a label names. It counts the rest. */
const NAMED_MAX = 4;

type Pen = CanvasRenderingContext2D;

export interface LiquidationMark {
  /** Time in microseconds since the Unix epoch. */
  readonly time: number;
  readonly price: number;
  readonly account: string;
  /** Side of the position. `buy` is long. */
  readonly side: 'buy' | 'sell';
  readonly quantity: number;
}

export interface MarkGroup extends Point {
  readonly marks: readonly LiquidationMark[];
}

/** The mark of a liquidation: at its first fill or, without a fill, at the takeover price or the bankruptcy price. */
export function markOf({ account, side, quantity, steps }: LiquidationCase): LiquidationMark | undefined {
  const step =
    steps.find(({ stage }) => stage === 'filled') ??
    steps.find(({ stage }) => stage === 'taken_over') ??
    steps[0];
  if (step === undefined) return undefined;
  return { time: step.time, price: step.price ?? step.bankruptcyPrice, account, side, quantity };
}

/** The visible marks in groups. A mark joins the first group of its direction that is near. */
export function groupMarks(
  marks: readonly LiquidationMark[],
  scales: Pick<Scales, 'from' | 'to' | 'height' | 'xOf' | 'yOf'>,
): readonly MarkGroup[] {
  const groups: (MarkGroup & { readonly marks: LiquidationMark[] })[] = [];
  for (const mark of marks) {
    if (mark.time < scales.from || mark.time > scales.to) continue;
    const x = scales.xOf(mark.time);
    const y = Math.max(EDGE_PX, Math.min(scales.yOf(mark.price), scales.height - EDGE_PX));
    const near = groups.find(
      (group) =>
        group.marks[0]?.side === mark.side &&
        Math.abs(group.x - x) < GROUP_PX &&
        Math.abs(group.y - y) < GROUP_PX,
    );
    if (near === undefined) groups.push({ x, y, marks: [mark] });
    else near.marks.push(mark);
  }
  return groups;
}

/** One line for each liquidation, newest first. */
export function labelLines(
  marks: readonly LiquidationMark[],
  { tickSize, lotSize }: { readonly tickSize: number; readonly lotSize: number },
): readonly string[] {
  const lines = marks
    .slice(0, NAMED_MAX)
    .map(({ time, price, account, side, quantity }) =>
      [
        formatClock(time),
        account,
        side === 'buy' ? 'long' : 'short',
        formatQuantity(quantity, lotSize),
        'liquidated at',
        formatPrice(price, tickSize),
      ].join(' '),
    );
  const more = marks.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

/**
 * Draws the triangles. The exchange sells a long position, so its triangle points down; that of a short position points
 * up.
 */
export function drawLiquidations(
  pen: Pen,
  groups: readonly MarkGroup[],
  { liquidation, panel }: Pick<ChartColors, 'liquidation' | 'panel'>,
): void {
  pen.lineWidth = 2;
  pen.strokeStyle = panel;
  pen.fillStyle = liquidation;
  for (const { x, y, marks } of groups) {
    const away = marks[0]?.side === 'buy' ? -AWAY_PX : AWAY_PX;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x - HALF_PX, y + away);
    pen.lineTo(x + HALF_PX, y + away);
    pen.closePath();
    pen.stroke();
    pen.fill();
  }
}
