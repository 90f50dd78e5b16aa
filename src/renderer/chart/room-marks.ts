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

/** Draws the lines, then the texts on a solid background, because candles and walls would hide them. */
export function drawRoomMarks(
  pen: CanvasRenderingContext2D,
  scales: Scales,
  marks: readonly RoomNote[],
  { mark, muted, panel }: Pick<ChartColors, 'mark' | 'muted' | 'panel'>,
): void {
  const inSight = [...marks.entries()].filter(([, { time }]) => time >= scales.from && time <= scales.to);
  const placeOf = ({ time }: RoomNote) => Math.round(scales.xOf(time)) + 0.5;
  pen.save();
  pen.lineWidth = 1;
  pen.strokeStyle = mark;
  pen.setLineDash(DASH);
  for (const [, note] of inSight) {
    const x = placeOf(note);
    pen.beginPath();
    pen.moveTo(x, 0);
    pen.lineTo(x, scales.height);
    pen.stroke();
  }
  pen.font = '10px Inter, sans-serif';
  pen.textBaseline = 'middle';
  for (const [index, note] of inSight) {
    const width = pen.measureText(note.text).width;
    const right = placeOf(note) + GAP_PX;
    const left = right + width > scales.width ? right - 2 * GAP_PX - width : right;
    const top = TOP_PX + LINE_PX * (index % ROWS);
    pen.fillStyle = panel;
    pen.fillRect(left - GAP_PX / 2, top, width + GAP_PX, LINE_PX);
    pen.fillStyle = muted;
    pen.fillText(note.text, left, top + LINE_PX / 2);
  }
  pen.restore();
}
