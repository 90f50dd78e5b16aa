/** Strategies that write to what they receive. They change neither their own result nor what other bots see. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { LAB_ACCOUNT } from '../../src/contract/lab.ts';
import type { Side } from '../../src/contract/orders.ts';
import type { Context, Intents, Strategy, StrategyClass } from '../../src/contract/strategy.ts';
import { measure, type RunResult } from '../../src/lab/measure.ts';
import { BUILT_INS } from '../../src/quick-pit/built-ins.ts';
import { QuickPit } from '../../src/quick-pit/quick-pit.ts';

const SECOND_MS = 1_000;
const Taker = BUILT_INS['taker'] as new (params: unknown) => Strategy;

/** Writes 7 to each number of a value. */
function deface(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Reflect.ownKeys(value)) {
    const part: unknown = Reflect.get(value, key);
    if (typeof part === 'number') Reflect.set(value, key, 7);
    else deface(part);
  }
}

/** What a strategy can reach from its context. Its orders are absent: reading their places changes the stream. */
function reachable(context: Context): readonly unknown[] {
  const { market, position, positions, instrument, fills, endedOrders, pnl } = context;
  const { bids, asks, others, trades, limits, funding } = market;
  const lists: (readonly unknown[])[] = [
    bids,
    asks,
    others.bids,
    others.asks,
    trades,
    market.candles(1),
    fills,
    endedOrders,
  ];
  const newest = lists.flatMap((list) => list.slice(-5));
  return [...newest, bids[0], asks[0], limits, funding, position, positions, instrument, pnl];
}

class Evil extends Taker {
  static written = 0;

  override nextOrder(context: Context): Intents {
    const intents = super.nextOrder(context);
    this.#write(...reachable(context));
    return intents;
  }

  override onPosition(position: object): void {
    this.#write(position);
  }

  override onTrade(trade: object): void {
    this.#write(trade);
  }

  #write(...values: readonly unknown[]): void {
    Evil.written += values.length;
    values.forEach(deface);
  }
}

class Honest extends Taker {
  /** Receives the same events. */
  override onPosition(): void {}
  override onTrade(): void {}
}

/** Result of the strategy, and what two other bots saw of the market, one of them a moment later. */
function played(strategy: StrategyClass): { result: RunResult; seen: string } {
  const seen = createHash('sha256');
  class Witness implements Strategy {
    readonly everyMs = 500;
    nextOrder({ market, instrument }: Context): undefined {
      const { bids, asks, limits } = market;
      const newest = [market.trades.at(-1), market.candles(1).at(-1)];
      seen.update(JSON.stringify([bids, asks, limits, newest, instrument]));
    }
  }
  const bots = [
    { name: LAB_ACCOUNT, strategy },
    { name: 'witness', strategy: Witness },
    { name: 'late-witness', strategy: Witness, latency: { feed: 2, order: 2, answer: 2 } },
    { name: 'maker', strategy: BUILT_INS['maker'] as StrategyClass },
  ];
  const pit = new QuickPit(bots, 3);
  const result = measure(pit, { seed: 3, minutes: 1, flatten: false, errors: [], onSecond: () => {} });
  return { result, seen: seen.digest('hex') };
}

test('writing to events, levels, trades and instruments changes nothing', () => {
  const evil = played(Evil);
  const honest = played(Honest);
  expect(Evil.written).toBeGreaterThan(1_000);
  expect(honest.result.fills).toBeGreaterThan(0);
  expect(evil).toEqual(honest);
});

/** Trades with the opposite side, 200 times a second. */
function churn(side: Side): StrategyClass {
  return class implements Strategy {
    readonly everyMs = 5;
    nextOrder = (): Intents => ({ type: 'place', side, price: 50_000, quantity: 0.001 });
  };
}

test('trades that a strategy never saw are frozen for a slower one, which still sees them', () => {
  const FIRST_READ_MS = 16_000;
  const seen: (readonly object[])[] = [];
  class Reader implements Strategy {
    readonly everyMs = 1_000;
    nextOrder({ market }: Context): undefined {
      if (pit.nowMs > FIRST_READ_MS) seen.push(market.trades);
    }
  }
  const bots = [
    { name: 'seller', strategy: churn('sell') },
    { name: 'buyer', strategy: churn('buy') },
    { name: 'prompt', strategy: Reader },
    { name: 'slow', strategy: Reader, latency: { feed: 2_000, order: 1, answer: 1 } },
  ];
  const pit = new QuickPit(bots, 1);
  pit.run(FIRST_READ_MS + 1_000, SECOND_MS, () => {});
  const [prompt = [], slow = []] = seen;
  expect(slow.indexOf(prompt[0] as object)).toBeGreaterThan(0);
  expect(slow.filter((trade) => !Object.isFrozen(trade))).toEqual([]);
});

test('the author sees where the strategy writes, and a strategy that is given up leaves no orders', () => {
  const errors: string[] = [];
  class Writer implements Strategy {
    readonly everyMs = 100;
    nextOrder({ market, orders }: Context): Intents {
      if (orders.length === 0) return { type: 'place', side: 'buy', price: 49_000, quantity: 0.01 };
      const [best] = market.bids as unknown as [number, number][];
      if (best !== undefined) best[1] = 0.001;
      return undefined;
    }
  }
  const onError = (line: string) => void errors.push(line);
  const pit = new QuickPit([{ name: 'writer', strategy: Writer, onError }], 1);
  pit.run(2 * SECOND_MS, SECOND_MS, () => {});
  expect(errors).toHaveLength(3);
  for (const line of errors)
    expect(line).toContain("nextOrder failed: TypeError: Cannot assign to read only property '1'");
  expect(pit.state.accountsByName.get('writer')?.orders.size).toBe(0);
  expect(pit.market.bids).toEqual([]);
});
