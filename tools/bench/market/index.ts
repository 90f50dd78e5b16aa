/** The code of `npm run bench -- market`: built-in strategies in a separate pit, alone or with a crowd. */
import { DEFAULT_INSTRUMENT } from '../../../src/contract/instrument.ts';
import { rosterOf } from '../../../src/crowd/index.ts';
import { BUILT_INS, NAMES } from '../../../src/quick-pit/built-ins.ts';
import { defaultBots } from '../../lib/default-bots.ts';
import { DEPOSIT, QuickPit } from '../../../src/quick-pit/quick-pit.ts';
import type { QuickBot } from '../../../src/quick-pit/pit-options.ts';

export { NAMES };

/** Name in a list of strategies that stands for the bots that Start opens in addition to the crowd. */
const DEFAULT = 'default';
const SECOND_MS = 1_000;
const BASIS_POINTS = 10_000;
/** Deposit of an account of the crowd in a pit. */
const HOUSE_DEPOSIT = 1_000_000;

export interface MarketOptions {
  /** Names of BUILT_INS. `default`: the bots of Start, with their parameters. A name that appears twice runs twice. */
  readonly bots: readonly string[];
  readonly seed: number;
  readonly minutes: number;
  /** Number of accounts of the crowd. Absent: there is no crowd. */
  readonly crowd?: number;
}

export interface MarketFigures {
  readonly trades: number;
  /** Share of the seconds in which a side of the book was empty. */
  readonly oneSided: number;
  /** Spread in basis points of the best ask, one value for each second, sorted. */
  readonly spreads: readonly number[];
  /** Lowest and highest mark price. */
  readonly low: number;
  readonly high: number;
  /** Lowest and highest fair value of the crowd. Absent: there is no crowd. */
  readonly fair?: { readonly low: number; readonly high: number };
  /** Number of trades of each bot. */
  readonly tradesOf: Readonly<Record<string, number>>;
  /** Final equity of each bot, in percent of its deposit. */
  readonly equityPercent: Readonly<Record<string, number>>;
}

/** @throws Error for a name that is not built in, and when a strategy throws */
export function runMarket({ bots, seed, minutes, crowd = 0 }: MarketOptions): MarketFigures {
  const entries = bots
    .flatMap((name) => (name === DEFAULT ? defaultBots() : [strategyOf(name)]))
    .map(distinct);
  const members = crowd === 0 ? [] : rosterOf(crowd);
  const pit = new QuickPit(entries, seed, members, { crowdDeposit: HOUSE_DEPOSIT });
  const tradesOf = Object.fromEntries(entries.map(({ name }) => [name, 0]));
  pit.onEvents = (events) => {
    for (const event of events) {
      if (event.type !== 'trade') continue;
      for (const account of [event.buyAccount, event.sellAccount]) {
        if (account in tradesOf) tradesOf[account] = (tradesOf[account] ?? 0) + 1;
      }
    }
  };
  const spreads: number[] = [];
  let [seconds, oneSided, low, high] = [0, 0, Infinity, 0];
  let fair: MarketFigures['fair'];
  pit.run(minutes * 60 * SECOND_MS, SECOND_MS, () => {
    const { bids, asks, markPrice } = pit.market;
    const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]];
    seconds += 1;
    if (bid === undefined || ask === undefined) oneSided += 1;
    else spreads.push(((ask - bid) / ask) * BASIS_POINTS);
    const fairPrice = pit.crowd?.fairPrice;
    if (fairPrice !== undefined) fair = widened(fair, fairPrice);
    low = Math.min(low, markPrice);
    high = Math.max(high, markPrice);
  });
  const equityPercent = Object.fromEntries(
    entries.map(({ name }) => [
      name,
      (100 * (pit.replica.positions.get(name)?.get(DEFAULT_INSTRUMENT.symbol)?.equity ?? DEPOSIT)) / DEPOSIT,
    ]),
  );
  return {
    trades: pit.state.nextTradeId - 1,
    oneSided: oneSided / seconds,
    spreads: spreads.toSorted((one, other) => one - other),
    low,
    high,
    ...(fair !== undefined && { fair }),
    tradesOf,
    equityPercent,
  };
}

function widened(range: MarketFigures['fair'], price: number): MarketFigures['fair'] {
  return { low: Math.min(range?.low ?? price, price), high: Math.max(range?.high ?? price, price) };
}

function strategyOf(name: string): QuickBot {
  const strategy = BUILT_INS[name];
  if (strategy === undefined)
    throw new Error(`there is no built-in strategy ${name}; use ${NAMES.join(', ')} or ${DEFAULT}`);
  return { name, strategy };
}

/** Gives the second of two bots with the same name a number. */
function distinct(bot: QuickBot, index: number, all: readonly QuickBot[]): QuickBot {
  const isFirst = all.findIndex(({ name }) => name === bot.name) === index;
  return isFirst ? bot : { ...bot, name: `${bot.name}-${index + 1}` };
}

/** @returns lines to print */
export function describeMarket(figures: MarketFigures, { seed, minutes }: MarketOptions): readonly string[] {
  const { trades, oneSided, spreads, low, high, fair, tradesOf, equityPercent } = figures;
  const price = (value: number) => value.toLocaleString('en');
  const spread = (share: number) => (spreads[Math.floor(spreads.length * share)] ?? NaN).toFixed(1);
  const equities = Object.entries(equityPercent).map(([name, percent]) => `${name} ${percent.toFixed(2)} %`);
  return [
    `seed ${seed}, ${minutes} minutes: ${trades.toLocaleString('en')} trades, prices from ${price(low)} to ${price(high)}`,
    ...(fair === undefined
      ? []
      : [`  the crowd's fair value from ${price(fair.low)} to ${price(fair.high)}`]),
    `  spread p50 ${spread(0.5)} p95 ${spread(0.95)} basis points; a side was empty in ${(100 * oneSided).toFixed(3)} % of the seconds`,
    `  trades: ${Object.entries(tradesOf)
      .map(([name, count]) => `${name} ${price(count)}`)
      .join(', ')}`,
    `  equity of the deposit: ${equities.join(', ')}`,
  ];
}
