/** What `npm run bench -- market` runs: the strategies in the box, or some of them, in a pit of their own. */
import { DEFAULT_INSTRUMENT } from '../../../src/contract/instrument.ts';
import { BUILT_INS, NAMES } from './built-ins.ts';
import { DEPOSIT, QuickPit } from './quick-pit.ts';

export { NAMES };

const SECOND_MS = 1_000;
const BASIS_POINTS = 10_000;

export interface MarketOptions {
  /** Of BUILT_INS. One that is named twice runs twice. */
  readonly bots: readonly string[];
  readonly seed: number;
  readonly minutes: number;
}

export interface MarketFigures {
  readonly trades: number;
  /** Share of the seconds in which a side of the book was empty. */
  readonly oneSided: number;
  /** In basis points of the best ask, one for each second, sorted. */
  readonly spreads: readonly number[];
  /** Lowest and highest mark price. */
  readonly low: number;
  readonly high: number;
  /** What each has at the end, in percent of its deposit. */
  readonly equityPercent: Readonly<Record<string, number>>;
}

/** @throws Error for a name that is no built-in; and when a strategy throws */
export function runMarket({ bots, seed, minutes }: MarketOptions): MarketFigures {
  const pit = new QuickPit(bots.map(named), seed);
  const spreads: number[] = [];
  let [seconds, oneSided, low, high] = [0, 0, Infinity, 0];
  pit.run(minutes * 60 * SECOND_MS, SECOND_MS, () => {
    const { bids, asks, markPrice } = pit.market;
    const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]];
    seconds += 1;
    if (bid === undefined || ask === undefined) oneSided += 1;
    else spreads.push(((ask - bid) / ask) * BASIS_POINTS);
    low = Math.min(low, markPrice);
    high = Math.max(high, markPrice);
  });
  const equityPercent = Object.fromEntries(
    [...pit.replica.positions].map(([name, positions]) => [
      name,
      (100 * (positions.get(DEFAULT_INSTRUMENT.symbol)?.equity ?? 0)) / DEPOSIT,
    ]),
  );
  return {
    trades: pit.state.nextTradeId - 1,
    oneSided: oneSided / seconds,
    spreads: spreads.toSorted((one, other) => one - other),
    low,
    high,
    equityPercent,
  };
}

function named(name: string, index: number, all: readonly string[]) {
  const strategy = BUILT_INS[name];
  if (strategy === undefined)
    throw new Error(`there is no strategy ${name} in the box; there are ${NAMES.join(', ')}`);
  const isFirst = all.indexOf(name) === index;
  return { name: isFirst ? name : `${name}-${index + 1}`, strategy };
}

/** @returns lines to print */
export function describeMarket(figures: MarketFigures, { seed, minutes }: MarketOptions): readonly string[] {
  const { trades, oneSided, spreads, low, high, equityPercent } = figures;
  const spread = (share: number) => (spreads[Math.floor(spreads.length * share)] ?? NaN).toFixed(1);
  const equities = Object.entries(equityPercent).map(([name, percent]) => `${name} ${percent.toFixed(2)} %`);
  return [
    `seed ${seed}, ${minutes} minutes: ${trades.toLocaleString('en')} trades, prices from ${low.toLocaleString('en')} to ${high.toLocaleString('en')}`,
    `  spread p50 ${spread(0.5)} p95 ${spread(0.95)} basis points; a side was empty in ${(100 * oneSided).toFixed(2)} % of the seconds`,
    `  equity of the deposit: ${equities.join(', ')}`,
  ];
}
