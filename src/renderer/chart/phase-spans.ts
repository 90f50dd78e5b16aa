/** Halts and auctions, each as a shaded span with its name. */
import type { PhaseSpan } from '../feed/phase-history.ts';
import { formatPhase } from '../format/phase-text.ts';
import type { ChartColors } from './chart-colors.ts';
import { drawGroundedText, GROUNDED_PX, setGroundedFont } from './grounded-text.ts';
import type { Scales } from './market-layer.ts';

/** Smallest width of a span, which may collapse because the axis has no room for seconds without trades. */
const WIDTH_MIN_PX = 3;
const GAP_PX = 4;
/** Space at the bottom for the signs of bots. */
const BOTTOM_PX = 16;
/** Number of lines between which the names of neighbours alternate. */
const ROWS = 3;
const SHADE_STOPPED = 0.2;
const SHADE_GATHERING = 0.1;
const MICROS_PER_SECOND = 1_000_000;

type Pen = CanvasRenderingContext2D;

/** Draws the spans behind the candles. */
export function drawPhaseSpans(
  pen: Pen,
  scales: Scales,
  spans: readonly PhaseSpan[],
  { muted }: Pick<ChartColors, 'muted'>,
): void {
  pen.save();
  pen.fillStyle = muted;
  for (const span of spans) {
    const place = placeOf(span, scales);
    if (place === null) continue;
    pen.globalAlpha = span.phase === 'halted' || span.phase === 'closed' ? SHADE_STOPPED : SHADE_GATHERING;
    pen.fillRect(place.x, 0, place.width, scales.height);
  }
  pen.restore();
}

/** Draws the names over the candles, at the bottom. */
export function drawPhaseNames(
  pen: Pen,
  scales: Scales,
  spans: readonly PhaseSpan[],
  { muted, panel }: Pick<ChartColors, 'muted' | 'panel'>,
): void {
  pen.save();
  setGroundedFont(pen);
  for (const [index, span] of spans.entries()) {
    const place = placeOf(span, scales);
    if (place === null) continue;
    const text = spanText(span);
    const width = pen.measureText(text).width;
    const isNearEdge = place.x + width + GAP_PX > scales.width;
    const left = isNearEdge ? place.x + place.width - GAP_PX - width : place.x + GAP_PX;
    const top = scales.height - BOTTOM_PX - GROUNDED_PX * (1 + (index % ROWS));
    drawGroundedText(pen, { text, left, top }, { ground: panel, color: muted });
  }
  pen.restore();
}

/** Place of a span. Null: it is off screen. */
export function placeOf(
  { from, to }: Pick<PhaseSpan, 'from' | 'to'>,
  scales: Pick<Scales, 'from' | 'to' | 'width' | 'xOf'>,
): { readonly x: number; readonly width: number } | null {
  const until = to ?? Infinity;
  if (until < scales.from || from > scales.to) return null;
  const left = Math.max(0, scales.xOf(from));
  const right = until > scales.to ? scales.width : scales.xOf(until);
  return { x: left, width: Math.max(WIDTH_MIN_PX, right - left) };
}

/** Text of a phase, for example `Halted 30 s`. There is no duration while the phase lasts. */
export function spanText({ phase, from, to }: PhaseSpan): string {
  const name = formatPhase(phase);
  return to === undefined ? name : `${name} ${Math.round((to - from) / MICROS_PER_SECOND)} s`;
}
