/** Converts the quantity at a price to a colour. */
import { roundStepAbove } from '../../contract/round-steps.ts';
import { firstIndex } from '../../contract/first-index.ts';

/** Number of colours between nothing and the most. */
const STEPS = 64;
const GAMMA = 0.75;
const SAMPLES_MAX = 2_000;
/** Share of levels below the quantity of the strongest colour, so that a few giants do not make all others pale. */
const REFERENCE_QUANTILE = 0.97;

/**
 * Pixels of a scale. The first one stands for no depth, the last one for the reference quantity and more.
 * @param stops colours as `#rrggbb`, or `#rrggbbaa`
 */
export function heatScale(stops: readonly string[]): Uint32Array {
  const colors = stops.map(channelsOf);
  return Uint32Array.from({ length: STEPS }, (_, step) => {
    const place = (step / (STEPS - 1)) * (colors.length - 1);
    const below = Math.min(Math.floor(place), colors.length - 2);
    return mixed(colors[below] ?? [], colors[below + 1] ?? [], place - below);
  });
}

/** Steps of the scale between two quantities. Small depth stays visible next to large depth without standing out. */
export class HeatSteps {
  /** Smallest quantity of each step except the first. */
  readonly #bounds: Float64Array;

  constructor(low: number, high: number) {
    this.#bounds = Float64Array.from(
      { length: STEPS - 1 },
      (_, step) => low + (high - low) * ((step + 0.5) / (STEPS - 1)) ** (1 / GAMMA),
    );
  }

  /** Step of a quantity, from a lookup table, because a picture needs tens of thousands of colours. */
  of(quantity: number): number {
    return firstIndex(0, STEPS - 1, (step) => (this.#bounds[step] ?? Infinity) > quantity);
  }
}

/** A round bound for a set of quantities, in steps of 1, 2, 5, 10 …, which few of them exceed. */
export function referenceOf(quantities: readonly number[]): number {
  if (quantities.length === 0) return 1;
  const stride = Math.max(1, Math.floor(quantities.length / SAMPLES_MAX));
  // A typed array sorts numbers without a comparison function, and a frame waits for the result.
  const sample = Float64Array.from(
    { length: Math.ceil(quantities.length / stride) },
    (_, index) => quantities[index * stride] ?? 0,
  ).sort();
  const high = sample[Math.ceil((sample.length - 1) * REFERENCE_QUANTILE)] ?? 1;
  return high <= 0 ? 1 : roundStepAbove(high);
}

function channelsOf(color: string): readonly number[] {
  const [red = 0, green = 0, blue = 0, alpha = 255] = (color.match(/[\da-f]{2}/gi) ?? []).map((pair) =>
    Number.parseInt(pair, 16),
  );
  return [red, green, blue, alpha];
}

/** A mixed colour, in the byte order of ImageData on every machine that runs Chromium. */
function mixed(one: readonly number[], other: readonly number[], share: number): number {
  const [red = 0, green = 0, blue = 0, alpha = 0] = one.map((channel, index) =>
    Math.round(channel + ((other[index] ?? 0) - channel) * share),
  );
  return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
