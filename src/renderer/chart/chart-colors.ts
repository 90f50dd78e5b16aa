/** The chart's colours, from the same CSS variables as the rest of the screen. */
export interface ChartColors {
  readonly panel: string;
  readonly line: string;
  readonly text: string;
  readonly muted: string;
  readonly buy: string;
  readonly sell: string;
  readonly mark: string;
  readonly liquidation: string;
  readonly vwap: string;
  readonly drawing: string;
  readonly buyFaint: string;
  readonly sellFaint: string;
  /** Colours from no depth to the largest depth. */
  readonly heat: readonly string[];
}

export function readChartColors(): ChartColors {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const [buy, sell] = [read('--buy'), read('--sell')];
  return {
    panel: read('--panel'),
    line: read('--line'),
    text: read('--text'),
    muted: read('--muted'),
    buy,
    sell,
    mark: read('--mark'),
    liquidation: read('--liquidation'),
    vwap: read('--line-6'),
    drawing: read('--focus'),
    buyFaint: `${buy}59`,
    sellFaint: `${sell}59`,
    heat: ['--heat-0', '--heat-1', '--heat-2', '--heat-3', '--heat-4'].map(read),
  };
}
