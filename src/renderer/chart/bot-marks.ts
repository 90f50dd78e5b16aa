/** Bots that joined, failed or left, each as a small sign at the bottom of the chart. */
import type { BotEvent } from '../../contract/bot-events.ts';
import { formatClock } from '../format/times.ts';
import type { ChartColors } from './chart-colors.ts';
import type { LabelledMark } from './mark-label.ts';
import type { Scales } from './market-layer.ts';

/** Distance below which signs are grouped into one. */
const GROUP_PX = 8;
/** Distance from the bottom of the chart to the middle of a sign. */
const BOTTOM_PX = 8;
const HALF_PX = 4;
/** Largest number of bots that a label names. It counts the rest. */
const NAMED_MAX = 6;
const REASON_MAX = 80;

interface BotSign extends LabelledMark {
  readonly what: BotEvent['what'];
  readonly events: readonly BotEvent[];
}

type Pen = CanvasRenderingContext2D;

/** The visible signs. A failure gives its sign to the whole group, so that it stands out. */
export function signsOf(
  events: readonly BotEvent[],
  scales: Pick<Scales, 'from' | 'to' | 'height' | 'xOf'>,
  colors: Pick<ChartColors, 'muted' | 'sell'>,
): readonly BotSign[] {
  const groups: { readonly x: number; readonly events: BotEvent[] }[] = [];
  for (const event of events) {
    if (event.time < scales.from || event.time > scales.to) continue;
    const x = scales.xOf(event.time);
    const last = groups.at(-1);
    if (last !== undefined && Math.abs(last.x - x) < GROUP_PX) last.events.push(event);
    else groups.push({ x, events: [event] });
  }
  return groups.map(({ x, events: grouped }) => {
    const failed = grouped.find(({ what }) => what === 'failed');
    const what = failed?.what ?? grouped[0]?.what ?? 'joined';
    const color = what === 'failed' ? colors.sell : colors.muted;
    return { x, y: scales.height - BOTTOM_PX, what, color, events: grouped, lines: () => botLines(grouped) };
  });
}

export function botLines(events: readonly BotEvent[]): readonly string[] {
  const lines = events.slice(0, NAMED_MAX).map(({ time, name, what, reason }) => {
    const why =
      reason === undefined
        ? ''
        : `: ${reason.length > REASON_MAX ? `${reason.slice(0, REASON_MAX)}…` : reason}`;
    return `${formatClock(time)} ${name} ${what}${why}`;
  });
  const more = events.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

/** A triangle points up for a bot that joined and down for one that left. A cross marks a failure. */
export function drawSigns(pen: Pen, signs: readonly BotSign[], { panel }: Pick<ChartColors, 'panel'>): void {
  pen.save();
  pen.lineJoin = 'round';
  for (const { x, y, what, color } of signs) {
    pen.beginPath();
    if (what === 'failed') crossAt(pen, x, y);
    else triangleAt(pen, x, y, what === 'joined' ? -HALF_PX : HALF_PX);
    pen.strokeStyle = panel;
    pen.lineWidth = what === 'failed' ? 5 : 3;
    pen.stroke();
    pen.strokeStyle = color;
    pen.fillStyle = color;
    pen.lineWidth = 2;
    if (what === 'failed') pen.stroke();
    else pen.fill();
  }
  pen.restore();
}

function crossAt(pen: Pen, x: number, y: number): void {
  pen.moveTo(x - HALF_PX, y - HALF_PX);
  pen.lineTo(x + HALF_PX, y + HALF_PX);
  pen.moveTo(x + HALF_PX, y - HALF_PX);
  pen.lineTo(x - HALF_PX, y + HALF_PX);
}

function triangleAt(pen: Pen, x: number, y: number, tip: number): void {
  pen.moveTo(x, y + tip);
  pen.lineTo(x - HALF_PX, y - tip);
  pen.lineTo(x + HALF_PX, y - tip);
  pen.closePath();
}
