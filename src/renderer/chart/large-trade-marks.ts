/** Large trades, each as a ring in the aggressor's colour whose area shows its size. */
import type { LargeTrade } from '../feed/large-trades.ts';
import { formatAveragePrice, formatQuantity } from '../format/numbers.ts';
import { formatClock } from '../format/times.ts';
import type { ChartColors } from './chart-colors.ts';
import type { ChartGrid, Scales } from './market-layer.ts';
import type { LabelledMark } from './mark-label.ts';

/**
 * Largest number of visible rings. The chart shows the largest trades in sight, so a wide view is as calm as a narrow
 * one.
 */
export const IN_SIGHT_MAX = 12;
const RADIUS_MIN = 4;
const RADIUS_MAX = 10;
const FILL_ALPHA = 0.25;

interface Ring extends LabelledMark {
  readonly radius: number;
}

export function largestInSight(
  trades: readonly LargeTrade[],
  { from, to }: Pick<Scales, 'from' | 'to'>,
): readonly LargeTrade[] {
  return trades
    .filter(({ time }) => time >= from && time <= to)
    .sort((one, other) => other.quantity - one.quantity)
    .slice(0, IN_SIGHT_MAX);
}

/** Rings of the trades, largest first. A trade whose centre is inside a larger ring has none. */
export function ringsOf(
  trades: readonly LargeTrade[],
  scales: Pick<Scales, 'from' | 'to' | 'xOf' | 'yOf'>,
  colors: Pick<ChartColors, 'buy' | 'sell'>,
  grid: ChartGrid,
): readonly Ring[] {
  const largest = largestInSight(trades, scales);
  const most = largest[0]?.quantity ?? 1;
  const rings: Ring[] = [];
  for (const trade of largest) {
    const [x, y] = [scales.xOf(trade.time), scales.yOf(trade.price)];
    const isCovered = rings.some((ring) => Math.hypot(ring.x - x, ring.y - y) < ring.radius);
    if (isCovered) continue;
    const radius = Math.max(RADIUS_MIN, Math.sqrt(trade.quantity / most) * RADIUS_MAX);
    rings.push({ x, y, radius, color: colors[trade.side], lines: () => [largeTradeText(trade, grid)] });
  }
  return rings;
}

export function largeTradeText(
  { time, account, side, quantity, price }: LargeTrade,
  { tickSize, lotSize }: ChartGrid,
): string {
  const size = formatQuantity(quantity, lotSize);
  const average = formatAveragePrice(price, tickSize);
  return `${formatClock(time)} ${account} ${side === 'buy' ? 'bought' : 'sold'} ${size} at ${average}`;
}

export function drawRings(pen: CanvasRenderingContext2D, rings: readonly Ring[]): void {
  pen.lineWidth = 1.5;
  for (const { x, y, radius, color } of rings) {
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.strokeStyle = color;
    pen.stroke();
    pen.globalAlpha = FILL_ALPHA;
    pen.fillStyle = color;
    pen.fill();
    pen.globalAlpha = 1;
  }
}
