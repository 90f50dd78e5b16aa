/** Text on a solid background, because nobody can read it over candles and the walls of the heatmap. */
type Pen = CanvasRenderingContext2D;

export const GROUNDED_PX = 12;
const PADDING_PX = 2;

interface GroundedText {
  readonly text: string;
  readonly left: number;
  readonly top: number;
}

interface GroundedColors {
  readonly ground: string;
  readonly color: string;
}

export function setGroundedFont(pen: Pen): void {
  pen.font = '10px Inter, sans-serif';
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
}

export function drawGroundedText(
  pen: Pen,
  { text, left, top }: GroundedText,
  { ground, color }: GroundedColors,
): void {
  pen.fillStyle = ground;
  pen.fillRect(left - PADDING_PX, top, pen.measureText(text).width + 2 * PADDING_PX, GROUNDED_PX);
  pen.fillStyle = color;
  pen.fillText(text, left, top + GROUNDED_PX / 2);
}
