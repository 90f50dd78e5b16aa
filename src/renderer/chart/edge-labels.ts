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
/** Space above for a line of the candle's figures, and for a second one. */
const TOP_PX = { one: 24, two: 40 };

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

interface EdgeLabelStyle {
  readonly ground: string;
  /** The candle's figures include those of VWAP or delta. */
  readonly hasFlow: boolean;
  readonly formatted: (price: number) => string;
}

/** At the left, away from the newest candles, on a solid background. */
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
