/** Liquidations, each as a triangle where its first fill traded; the one under the pointer has a label. */
import { formatPrice, formatQuantity } from '../format/numbers.ts';
import { formatClock } from '../format/times.ts';
import type { LiquidationCase } from '../liquidations/cases.ts';
import type { ChartColors } from './chart-colors.ts';
import type { Scales } from './market-layer.ts';

/** Marks nearer than this to each other share a triangle. */
const GROUP_PX = 10;
/** The pointer is at a mark within this distance. */
const NEAR_PX = 12;
const HALF_PX = 5;
/** From the price to the far side of the triangle. */
const AWAY_PX = 8;
/** A price out of sight has its triangle at the edge. */
const EDGE_PX = 10;
const LINE_PX = 15;
const GAP_PX = 8;
/** A label names so many liquidations, and counts the rest. */
const NAMED_MAX = 4;

type Pen = CanvasRenderingContext2D;

export interface LiquidationMark {
  /** In microseconds. */
  readonly time: number;
  readonly price: number;
  readonly account: string;
  /** Of the position: `buy` is long. */
  readonly side: 'buy' | 'sell';
  readonly quantity: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface MarkGroup extends Point {
  readonly marks: readonly LiquidationMark[];
}

/** At the first fill; if nothing has filled, at the takeover, else at the bankruptcy price. */
export function markOf({ account, side, quantity, steps }: LiquidationCase): LiquidationMark | undefined {
  const step =
    steps.find(({ stage }) => stage === 'filled') ??
    steps.find(({ stage }) => stage === 'taken_over') ??
    steps[0];
  if (step === undefined) return undefined;
  return { time: step.time, price: step.price ?? step.bankruptcyPrice, account, side, quantity };
}

/** The marks in sight. A mark joins the first group of its direction that is near. */
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

/** The nearest group under the pointer. */
export function groupAt(groups: readonly MarkGroup[], pointer: Point | null): MarkGroup | undefined {
  if (pointer === null) return undefined;
  const distance = ({ x, y }: Point) => Math.hypot(x - pointer.x, y - pointer.y);
  const [nearest] = groups.toSorted((a, b) => distance(a) - distance(b));
  return nearest !== undefined && distance(nearest) <= NEAR_PX ? nearest : undefined;
}

/** A line for each liquidation, newest first. */
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

/** The exchange sells a long position: its triangle points down, and that of a short one up. */
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

/** On a solid ground beside the triangle, within the chart. */
export function drawMarkLabel(
  pen: Pen,
  { x, y }: Point,
  lines: readonly string[],
  { width, height, colors }: Pick<Scales, 'width' | 'height'> & { readonly colors: ChartColors },
): void {
  pen.font = '500 11px Inter, sans-serif';
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  const textWidth = Math.max(...lines.map((line) => pen.measureText(line).width));
  const [boxWidth, boxHeight] = [textWidth + 2 * GAP_PX, lines.length * LINE_PX + GAP_PX];
  const right = x + 2 * GAP_PX;
  const left = right + boxWidth > width ? Math.max(0, x - 2 * GAP_PX - boxWidth) : right;
  const top = Math.max(0, Math.min(y - boxHeight / 2, height - boxHeight));
  pen.fillStyle = colors.panel;
  pen.strokeStyle = colors.liquidation;
  pen.lineWidth = 1;
  pen.fillRect(left, top, boxWidth, boxHeight);
  pen.strokeRect(Math.round(left) + 0.5, Math.round(top) + 0.5, Math.round(boxWidth), Math.round(boxHeight));
  pen.fillStyle = colors.text;
  for (const [index, line] of lines.entries())
    pen.fillText(line, left + GAP_PX, top + GAP_PX / 2 + LINE_PX * (index + 0.5));
}
