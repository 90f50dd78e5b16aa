/** Events of a room, each as a dashed line with its text at the top of the chart, below the legends. */
import type { RoomNote } from '../../contract/events.ts';
import type { ChartColors } from './chart-colors.ts';
import { drawGroundedText, GROUNDED_PX, setGroundedFont } from './grounded-text.ts';
import type { Scales } from './market-layer.ts';

/** Height of the figures and of the depth's legend, which cover the top of the chart. */
const TOP_PX = 48;
const GAP_PX = 4;
const DASH = [2, 3];
/** Number of lines between which the texts of neighbours alternate. */
const ROWS = 4;

/** Draws the lines, then the texts, so that no line crosses a text. */
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
  setGroundedFont(pen);
  for (const [index, note] of inSight) {
    const width = pen.measureText(note.text).width;
    const right = placeOf(note) + GAP_PX;
    const left = right + width > scales.width ? right - 2 * GAP_PX - width : right;
    const top = TOP_PX + GROUNDED_PX * (index % ROWS);
    drawGroundedText(pen, { text: note.text, left, top }, { ground: panel, color: muted });
  }
  pen.restore();
}
