/** Strokes around the candles: mark price, dots of traded volume, fills of the selected account. */
import type { DepthSegment } from '../feed/depth-history.ts';
import type { Fill } from '../feed/trade-history.ts';
import type { ChartColors } from './chart-colors.ts';
import { referenceOf } from './heat-scale.ts';
import type { Scales } from './market-layer.ts';

const DOT_RADIUS_MAX = 6;
/** Share of the visible maximum below which a volume has no dot, because the bars below show it. */
const DOT_SHARE_MIN = 0.15;
const DOT_ALPHA = 0.6;
const MARK_ALPHA = 0.45;
const SPREAD_ALPHA = 0.25;
const FILL_PX = 5;
/** Fills of one side share a triangle when they are closer together than this in time. */
const FILL_GROUP_PX = 14;

type Pen = CanvasRenderingContext2D;

export function drawMark(pen: Pen, scales: Scales, segments: readonly DepthSegment[], color: string): void {
  pen.beginPath();
  for (const { tier, first, last, until } of segments) {
    let end = Number.NaN;
    for (let column = first; column < last; column += 1) {
      const [x, y] = [scales.xOf(tier.start(column)), scales.yOf(tier.mark(column))];
      if (tier.start(column) === end) pen.lineTo(x, y);
      else pen.moveTo(x, y);
      end = tier.end(column);
      pen.lineTo(scales.xOf(Math.min(end, until)), y);
    }
  }
  pen.strokeStyle = color;
  pen.globalAlpha = MARK_ALPHA;
  pen.lineWidth = 1;
  pen.stroke();
  pen.globalAlpha = 1;
}

/** Draws the space between the best bid and the best ask. */
export function drawSpread(
  pen: Pen,
  scales: Scales,
  segments: readonly DepthSegment[],
  { muted }: Pick<ChartColors, 'muted'>,
): void {
  pen.beginPath();
  for (const { tier, first, last, until } of segments) {
    for (let column = first; column < last; column += 1) {
      const best = tier.best(column);
      if (best === undefined) continue;
      // Whole pixels prevent a seam between neighbours.
      const [left, right] = [tier.start(column), Math.min(tier.end(column), until)].map((time) =>
        Math.round(scales.xOf(time)),
      ) as [number, number];
      const top = scales.yOf(best.ask);
      pen.rect(left, top, right - left, Math.max(1, scales.yOf(best.bid) - top));
    }
  }
  pen.fillStyle = muted;
  pen.globalAlpha = SPREAD_ALPHA;
  pen.fill();
  pen.globalAlpha = 1;
}

interface Dot {
  readonly x: number;
  readonly y: number;
  readonly quantity: number;
}

/** Draws dots whose area is the volume of a column's buyers or sellers, at their average price. */
export function drawDots(
  pen: Pen,
  scales: Scales,
  segments: readonly DepthSegment[],
  { buy, sell }: ChartColors,
): void {
  const [bought, sold] = [dotsOf(scales, segments, 'buy'), dotsOf(scales, segments, 'sell')];
  const reference = referenceOf([...bought, ...sold].map(({ quantity }) => quantity));
  pen.globalAlpha = DOT_ALPHA;
  for (const [dots, color] of [
    [bought, buy],
    [sold, sell],
  ] as const) {
    pen.beginPath();
    for (const { x, y, quantity } of dots) {
      const radius = dotRadius(quantity, reference);
      if (radius === 0) continue;
      pen.moveTo(x + radius, y);
      pen.arc(x, y, radius, 0, 2 * Math.PI);
    }
    pen.fillStyle = color;
    pen.fill();
  }
  pen.globalAlpha = 1;
}

/** Radius of a dot. 0: the volume is too small for a dot. */
export function dotRadius(quantity: number, reference: number): number {
  const share = Math.min(1, quantity / reference);
  return share < DOT_SHARE_MIN ? 0 : Math.sqrt(share) * DOT_RADIUS_MAX;
}

function dotsOf(scales: Scales, segments: readonly DepthSegment[], side: 'buy' | 'sell'): readonly Dot[] {
  const dots: Dot[] = [];
  for (const { tier, first, last, until } of segments) {
    for (let column = first; column < last; column += 1) {
      // Shorter columns may already contain the trades of this one.
      if (tier.start(column) + tier.columnMicros > until) continue;
      const { quantity, price } = tier.traded(column, side);
      if (quantity === 0) continue;
      const middle = tier.start(column) + tier.columnMicros / 2;
      dots.push({ x: scales.xOf(middle), y: scales.yOf(price), quantity });
    }
  }
  return dots;
}

type PlacedFill = Pick<Fill, 'time' | 'price' | 'side' | 'quantity'>;

/**
 * Fills in groups, each at its average time and price. A group begins at a multiple of a fixed span, so it stays the
 * same while the chart scrolls.
 */
export function groupFills(
  fills: readonly PlacedFill[],
  { from, to, microsPerPixel }: Pick<Scales, 'from' | 'to' | 'microsPerPixel'>,
): readonly PlacedFill[] {
  const groups = new Map<string, PlacedFill>();
  for (const { time, price, side, quantity } of fills) {
    if (time < from || time > to) continue;
    const key = `${side} ${Math.floor(time / (microsPerPixel * FILL_GROUP_PX))}`;
    const before = groups.get(key);
    if (before === undefined) groups.set(key, { time, price, side, quantity });
    else {
      const sum = before.quantity + quantity;
      const mean = (one: number, other: number) => one + ((other - one) * quantity) / sum;
      const place = { time: mean(before.time, time), price: mean(before.price, price) };
      groups.set(key, { ...place, side, quantity: sum });
    }
  }
  return [...groups.values()];
}

/** Draws triangles that point at the price of the fills: up from below for a buy, down from above for a sell. */
export function drawFills(pen: Pen, scales: Scales, fills: readonly Fill[], colors: ChartColors): void {
  pen.lineWidth = 2;
  pen.strokeStyle = colors.panel;
  for (const { time, price, side } of groupFills(fills, scales)) {
    const [x, y] = [scales.xOf(time), scales.yOf(price)];
    const away = side === 'buy' ? FILL_PX * 1.6 : -FILL_PX * 1.6;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x - FILL_PX, y + away);
    pen.lineTo(x + FILL_PX, y + away);
    pen.closePath();
    pen.stroke();
    pen.fillStyle = colors[side];
    pen.fill();
  }
}
