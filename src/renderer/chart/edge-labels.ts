/** Labels at the edges of the chart that name lines whose price is off screen. */

export interface PriceMark {
  readonly name: string;
  readonly price: number;
  readonly color: string;
}

export interface EdgeLabel extends PriceMark {
  readonly edge: 'top' | 'bottom';
  /** Index of the label. 0 is the nearest line, at the edge. */
  readonly place: number;
}

const LINE_PX = 15;
const MARGIN_PX = 8;
/** Space at the top for one or two lines of the candle's figures. */
const TOP_PX = { one: 24, two: 40 };

/** @param yOf returns the place of a price, in pixels from the top */
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

interface EdgeLabelStyle {
  readonly ground: string;
  /** True when the candle's figures include VWAP or delta. */
  readonly hasFlow: boolean;
  readonly formatted: (price: number) => string;
}

/** Draws the labels at the left, away from the newest candles, on a solid background. */
export function drawEdgeLabels(
  pen: CanvasRenderingContext2D,
  height: number,
  labels: readonly EdgeLabel[],
  { ground, hasFlow, formatted }: EdgeLabelStyle,
): void {
  pen.font = '500 11px Inter, sans-serif';
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  for (const { name, price, color, edge, place } of labels) {
    const text = `${edge === 'top' ? '↑' : '↓'} ${name} ${formatted(price)}`;
    const fromEdge = LINE_PX * (place + 0.5);
    const y = edge === 'top' ? (hasFlow ? TOP_PX.two : TOP_PX.one) + fromEdge : height - MARGIN_PX - fromEdge;
    pen.fillStyle = ground;
    pen.fillRect(MARGIN_PX - 4, y - LINE_PX / 2, pen.measureText(text).width + 8, LINE_PX);
    pen.fillStyle = color;
    pen.fillText(text, MARGIN_PX, y);
  }
}
