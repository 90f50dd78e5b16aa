/** Names the chart's lines whose price is off screen, at the nearest edge. */

export interface PriceMark {
  readonly name: string;
  readonly price: number;
  readonly color: string;
}

export interface EdgeLabel extends PriceMark {
  readonly edge: 'top' | 'bottom';
  /** 0 for the nearest line, at the edge. */
  readonly place: number;
}

const LINE_PX = 15;
const MARGIN_PX = 8;
/** Space for the candle's figures above. */
const TOP_PX = 24;

/** @param yOf pixels from the top */
export function edgeLabels(
  marks: readonly PriceMark[],
  height: number,
  yOf: (price: number) => number,
): readonly EdgeLabel[] {
  const far = (distance: (y: number) => number, edge: EdgeLabel['edge']) =>
    marks
      .map((mark) => ({ mark, away: distance(yOf(mark.price)) }))
      .filter(({ away }) => away > 0)
      .sort((a, b) => a.away - b.away)
      .map(({ mark }, place) => ({ ...mark, edge, place }));
  return [...far((y) => -y, 'top'), ...far((y) => y - height, 'bottom')];
}

/** At the left, away from the newest candles, on a solid background. */
export function drawEdgeLabels(
  pen: CanvasRenderingContext2D,
  height: number,
  labels: readonly EdgeLabel[],
  { ground, formatted }: { readonly ground: string; readonly formatted: (price: number) => string },
): void {
  pen.font = '500 11px Inter, sans-serif';
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  for (const { name, price, color, edge, place } of labels) {
    const text = `${edge === 'top' ? '↑' : '↓'} ${name} ${formatted(price)}`;
    const fromEdge = LINE_PX * (place + 0.5);
    const y = edge === 'top' ? TOP_PX + fromEdge : height - MARGIN_PX - fromEdge;
    pen.fillStyle = ground;
    pen.fillRect(MARGIN_PX - 4, y - LINE_PX / 2, pen.measureText(text).width + 8, LINE_PX);
    pen.fillStyle = color;
    pen.fillText(text, MARGIN_PX, y);
  }
}
