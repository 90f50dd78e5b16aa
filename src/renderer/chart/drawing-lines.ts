/** Lines, ranges and price alerts of the user, across the chart, with their prices near the axis. */
import { formatFixed, formatPrice } from '../format/numbers.ts';
import type { ChartColors } from './chart-colors.ts';
import type { PricedDrawing } from './drawings.ts';
import type { Point } from './mark-label.ts';
import type { ChartGrid, Scales } from './market-layer.ts';

/** Space for the names of other lines at the axis. */
const RIGHT_PX = 80;
const LABEL_PX = 14;
const RANGE_ALPHA = 0.1;
const ALERT_DASH = [6, 4];

type Pen = CanvasRenderingContext2D;

export function drawDrawings(
  pen: Pen,
  scales: Pick<Scales, 'width' | 'yOf'>,
  drawings: readonly PricedDrawing[],
  { colors, tickSize }: { readonly colors: ChartColors } & Pick<ChartGrid, 'tickSize'>,
): void {
  pen.save();
  pen.lineWidth = 1;
  pen.font = '500 10px Inter, sans-serif';
  pen.textBaseline = 'bottom';
  pen.textAlign = 'right';
  for (const drawing of drawings) {
    const color = drawing.kind === 'price-alert' ? colors.mark : colors.drawing;
    const edges = drawing.kind === 'range' ? [drawing.high, drawing.low] : [drawing.price];
    const places = edges.map((price) => Math.round(scales.yOf(price)) + 0.5);
    const [top = 0, bottom = top] = places;
    pen.fillStyle = pen.strokeStyle = color;
    pen.setLineDash(drawing.kind === 'price-alert' ? ALERT_DASH : []);
    pen.globalAlpha = RANGE_ALPHA;
    pen.fillRect(0, top, scales.width, bottom - top);
    pen.globalAlpha = 1;
    for (const y of places) lineAt(pen, y, scales.width);
    const x = scales.width - RIGHT_PX;
    labelAt(pen, { x, y: top }, drawingText(drawing, tickSize), { color, ground: colors.panel });
  }
  pen.restore();
}

/** Text at a drawing, for example `50 000.0`. It contains the height of a range, and the name of an alert. */
export function drawingText(drawing: PricedDrawing, tickSize: number): string {
  switch (drawing.kind) {
    case 'line':
      return formatPrice(drawing.price, tickSize);
    case 'price-alert':
      return `alert ${formatPrice(drawing.price, tickSize)}`;
    case 'range': {
      const { low, high } = drawing;
      const [from, to] = [formatPrice(low, tickSize), formatPrice(high, tickSize)];
      return `${from} – ${to} (${formatFixed(((high - low) / low) * 100, 2)} %)`;
    }
  }
}

function lineAt(pen: Pen, y: number, width: number): void {
  pen.beginPath();
  pen.moveTo(0, y);
  pen.lineTo(width, y);
  pen.stroke();
}

function labelAt(
  pen: Pen,
  { x, y }: Point,
  text: string,
  { color, ground }: Readonly<Record<'color' | 'ground', string>>,
): void {
  const width = pen.measureText(text).width + 6;
  pen.fillStyle = ground;
  pen.fillRect(x - width + 3, y - LABEL_PX - 1, width, LABEL_PX);
  pen.fillStyle = color;
  pen.fillText(text, x, y - 2);
}
