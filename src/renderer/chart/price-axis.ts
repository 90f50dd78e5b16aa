/** Converts prices to places on the chart's axis without the library, whose conversion is too slow for a heatmap. */

export interface PriceAxis {
  /** Place of a price, in pixels from the top. */
  yOf(price: number): number;
  priceOf(y: number): number;
}

/** Prices at the edges of a pane, and its height in pixels. */
interface Extent {
  readonly height: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * Smallest price of a logarithmic axis. The library adds up to 0.0001 to a price before it takes the logarithm, which
 * above this price moves no place by a tenth of a pixel.
 */
export const LOGARITHM_MIN = 1;

export function linearAxis({ height, top, bottom }: Extent): PriceAxis {
  const yPerPrice = height / (bottom - top);
  return { yOf: (price) => (price - top) * yPerPrice, priceOf: (y) => top + y / yPerPrice };
}

/** @param extent prices from LOGARITHM_MIN on */
export function logarithmicAxis({ height, top, bottom }: Extent): PriceAxis {
  const first = Math.log(top);
  const yPerLog = height / (Math.log(bottom) - first);
  return {
    yOf: (price) => (Math.log(price) - first) * yPerLog,
    priceOf: (y) => Math.exp(first + y / yPerLog),
  };
}
