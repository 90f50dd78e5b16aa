/** The chart's colours: the same CSS variables that the rest of the screen is drawn with. */
export interface ChartColors {
  readonly line: string;
  readonly muted: string;
  readonly buy: string;
  readonly sell: string;
  readonly mark: string;
  readonly buyFaint: string;
  readonly sellFaint: string;
}

export function readChartColors(): ChartColors {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const [buy, sell] = [read('--buy'), read('--sell')];
  return {
    line: read('--line'),
    muted: read('--muted'),
    buy,
    sell,
    mark: read('--mark'),
    buyFaint: `${buy}59`,
    sellFaint: `${sell}59`,
  };
}
