/** The label of the mark under the pointer. */
import type { ChartColors } from './chart-colors.ts';
import type { Scales } from './market-layer.ts';

/** Distance within which the pointer is at a mark. */
const NEAR_PX = 12;
const LINE_PX = 15;
const GAP_PX = 8;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A mark that shows a label when the pointer is at it. */
export interface LabelledMark extends Point {
  readonly color: string;
  lines(): readonly string[];
}

/** The nearest mark under the pointer. */
export function markAt<Mark extends Point>(marks: readonly Mark[], pointer: Point | null): Mark | undefined {
  if (pointer === null) return undefined;
  const distance = ({ x, y }: Point) => Math.hypot(x - pointer.x, y - pointer.y);
  const [nearest] = marks.toSorted((a, b) => distance(a) - distance(b));
  return nearest !== undefined && distance(nearest) <= NEAR_PX ? nearest : undefined;
}

/** Draws the label on a solid background next to the mark, within the chart. */
export function drawMarkLabel(
  pen: CanvasRenderingContext2D,
  mark: LabelledMark,
  { width, height, colors }: Pick<Scales, 'width' | 'height'> & { readonly colors: ChartColors },
): void {
  const { x, y, color } = mark;
  const lines = mark.lines();
  pen.font = '500 11px Inter, sans-serif';
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  const textWidth = Math.max(...lines.map((line) => pen.measureText(line).width));
  const [boxWidth, boxHeight] = [textWidth + 2 * GAP_PX, lines.length * LINE_PX + GAP_PX];
  const right = x + 2 * GAP_PX;
  const left = right + boxWidth > width ? Math.max(0, x - 2 * GAP_PX - boxWidth) : right;
  const top = Math.max(0, Math.min(y - boxHeight / 2, height - boxHeight));
  pen.fillStyle = colors.panel;
  pen.strokeStyle = color;
  pen.lineWidth = 1;
  pen.fillRect(left, top, boxWidth, boxHeight);
  pen.strokeRect(Math.round(left) + 0.5, Math.round(top) + 0.5, Math.round(boxWidth), Math.round(boxHeight));
  pen.fillStyle = colors.text;
  for (const [index, line] of lines.entries())
    pen.fillText(line, left + GAP_PX, top + GAP_PX / 2 + LINE_PX * (index + 0.5));
}
