/** Events of a room, each as a dashed line with its text at the top of the chart, below the legends. */
import type { RoomNote } from '../../contract/events.ts';
import type { ChartColors } from './chart-colors.ts';
import type { Scales } from './market-layer.ts';

const LINE_PX = 12;
/** Height of the figures and of the depth's legend, which cover the top of the chart. */
const TOP_PX = 48;
const GAP_PX = 4;
const DASH = [2, 3];
/** Number of lines between which the texts of neighbours alternate. */
const ROWS = 4;

export function drawRoomMarks(
  pen: CanvasRenderingContext2D,
  scales: Scales,
  marks: readonly RoomNote[],
  { mark, muted }: Pick<ChartColors, 'mark' | 'muted'>,
): void {
  pen.save();
  pen.lineWidth = 1;
  pen.strokeStyle = mark;
  pen.fillStyle = muted;
  pen.font = '10px Inter, sans-serif';
  pen.textBaseline = 'top';
  pen.setLineDash(DASH);
  for (const [index, { time, text }] of marks.entries()) {
    if (time < scales.from || time > scales.to) continue;
    const x = Math.round(scales.xOf(time)) + 0.5;
    pen.beginPath();
    pen.moveTo(x, 0);
    pen.lineTo(x, scales.height);
    pen.stroke();
    const isNearEdge = x + pen.measureText(text).width + GAP_PX > scales.width;
    pen.textAlign = isNearEdge ? 'right' : 'left';
    pen.fillText(text, x + (isNearEdge ? -GAP_PX : GAP_PX), TOP_PX + LINE_PX * (index % ROWS));
  }
  pen.restore();
}
