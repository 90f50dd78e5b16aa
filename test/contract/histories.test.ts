import { describe, expect, test } from 'vitest';
import type { MarketEvent, PositionUpdate } from '../../src/contract/events.ts';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import {
  Histories,
  SAMPLES_MAX,
  SAMPLES_PER_ACCOUNT_MAX,
  SAMPLES_PER_ACCOUNT_MIN,
} from '../../src/contract/histories.ts';
import { seededRandom } from '../../src/contract/seeded-random.ts';
import { clocksDiffer, Latency } from '../../src/renderer/feed/latency.ts';
import { SampledSeries } from '../../src/contract/sampled-series.ts';

const SECOND = 1_000_000;

function equity(account: string, seconds: number, amount: number): PositionUpdate {
  return {
    type: 'position_update',
    seq: 1,
    time: seconds * SECOND,
    account,
    symbol: 'BTC-USD',
    quantity: 0,
    averageEntryPrice: null,
    markPrice: 1,
    realizedPnl: 0,
    unrealizedPnl: 0,
    feesPaid: 0,
    balance: amount,
    equity: amount,
    initialMargin: 0,
    maintenanceMargin: 0,
    liquidationPrice: null,
    bankruptcyPrice: null,
  };
}

const status = (seconds: number, insuranceFund: number): MarketEvent => ({
  type: 'exchange_status',
  seq: 1,
  time: seconds * SECOND,
  epoch: 'e',
  protocol: 1,
  state: 'running',
  instruments: [DEFAULT_INSTRUMENT],
  insuranceFund,
  feesCollected: 0,
  checkpointMs: 1_000,
});

describe('a sampled series', () => {
  test('keeps the last value of each second', () => {
    const series = new SampledSeries();
    for (const [at, value] of [
      [10, 1],
      [10.4, 2],
      [11, 3],
      [9, 4],
    ] as const)
      series.add(at, value, 10);
    expect(series.samples).toEqual([
      { time: 10, value: 2 },
      { time: 11, value: 4 },
    ]);
  });

  test('becomes coarser as it grows, from its beginning to its newest value', () => {
    const series = new SampledSeries();
    for (let second = 0; second < 1_000; second += 1) series.add(second, second, 100);
    expect(series.stepSeconds).toBe(16);
    expect(series.samples.length).toBeLessThanOrEqual(100);
    expect(series.samples[0]).toEqual({ time: 0, value: 15 });
    expect(series.samples.at(-1)).toEqual({ time: 992, value: 999 });
    const times = series.samples.map(({ time }) => time);
    expect(times).toEqual([...new Set(times)].toSorted((one, other) => one - other));
    expect(series.generation).toBe(4);
  });
});

describe('histories', () => {
  test('follow peak and drawdown between the samples', () => {
    const histories = new Histories();
    for (const amount of [100, 130, 90, 120]) histories.add(equity('ann', 1, amount));
    expect(histories.equity('ann')).toMatchObject({ peak: 130, equity: 120, drawdown: 10, maxDrawdown: 40 });
    expect(histories.equity('ann')?.series.samples).toEqual([{ time: 1, value: 120 }]);
    expect(histories.equity('bob')).toBeUndefined();
  });

  test('are bounded, for one account and for all', () => {
    const one = new Histories();
    for (let second = 0; second < SAMPLES_PER_ACCOUNT_MAX * 3; second += 1) one.add(equity('a', second, 1));
    expect(one.equity('a')?.series.samples.length).toBeLessThanOrEqual(SAMPLES_PER_ACCOUNT_MAX);

    const many = new Histories();
    const accounts = Math.floor(SAMPLES_MAX / SAMPLES_PER_ACCOUNT_MIN / 2);
    for (let second = 0; second < 100; second += 1)
      for (let index = 0; index < accounts; index += 1) many.add(equity(`a${index}`, second, 1));
    let samples = 0;
    for (let index = 0; index < accounts; index += 1)
      samples += many.equity(`a${index}`)?.series.samples.length ?? 0;
    expect(samples).toBeLessThanOrEqual(SAMPLES_MAX);
    expect(samples).toBeGreaterThan(SAMPLES_MAX / 4);
  });

  test('leave each account its samples, however many accounts there are', () => {
    const histories = new Histories();
    const accounts = 2 * (SAMPLES_MAX / SAMPLES_PER_ACCOUNT_MIN);
    for (let index = 0; index < accounts; index += 1) histories.add(equity(`a${index}`, 0, 1));
    for (let second = 1; second < SAMPLES_PER_ACCOUNT_MIN; second += 1)
      histories.add(equity('a0', second, 1));
    expect(histories.equity('a0')?.series.samples.length).toBe(SAMPLES_PER_ACCOUNT_MIN);
  });

  test('that are restored keep the newer value of the second in which the records end', () => {
    const [early, late] = [new Histories(), new Histories()];
    early.add(equity('ann', 1, 100));
    early.add(equity('ann', 2, 110));
    late.add(equity('ann', 2.5, 120));
    late.restore(early.records(), []);
    expect(late.equity('ann')?.series.samples).toEqual([
      { time: 1, value: 100 },
      { time: 2, value: 120 },
    ]);
  });

  test('count trades and volume of both sides exactly', () => {
    const histories = new Histories();
    histories.add(status(1, 0));
    for (let id = 1; id <= 3; id += 1) {
      histories.add({
        type: 'trade',
        seq: id,
        time: 1,
        symbol: DEFAULT_INSTRUMENT.symbol,
        tradeId: id,
        price: 1,
        quantity: 0.1,
        aggressor: 'buy',
        buyAccount: 'ann',
        sellAccount: id === 3 ? 'cid' : 'bob',
        buyOrderId: 1,
        sellOrderId: 2,
        liquidation: false,
      });
    }
    expect(histories.activity('ann', DEFAULT_INSTRUMENT.symbol)).toEqual({ trades: 3, volume: 0.3 });
    expect(histories.activity('bob', DEFAULT_INSTRUMENT.symbol)).toEqual({ trades: 2, volume: 0.2 });
    expect(histories.activity('bob', 'OTHER')).toEqual({ trades: 0, volume: 0 });
  });

  test('the fund changes with the steps of a liquidation, and a checkpoint corrects it', () => {
    const histories = new Histories();
    histories.add(status(1, 100));
    histories.add({
      type: 'liquidation',
      seq: 2,
      time: 2 * SECOND,
      account: 'ann',
      symbol: 'BTC-USD',
      stage: 'insurance_fund',
      side: 'buy',
      quantity: 1,
      bankruptcyPrice: 1,
      insuranceFundChange: -12.5,
    });
    histories.add(status(3, 88));
    expect(histories.fund.samples.map(({ value }) => value)).toEqual([100, 87.5, 88]);
  });
});

test('latency is the median; a negative one shows that clocks differ', () => {
  const latency = new Latency();
  expect(latency.median).toBeUndefined();
  for (const ms of [3, 900, 4]) latency.add(1_000_000, 1_000 + ms);
  expect(latency.median).toBe(4);
  expect(clocksDiffer(4)).toBe(false);
  expect(clocksDiffer(-1)).toBe(false);
  expect(clocksDiffer(-40)).toBe(true);
});

test.each([40, 400, 4_000])(
  'a history that begins with the records of another one goes on as that one does, bit for bit, after %d updates',
  (count) => {
    const random = seededRandom(count);
    const updates = Array.from({ length: 6_000 }, (_, index) => ({
      account: `trader-${Math.floor(random() ** 2 * Math.min(12, 2 + index / 200))}`,
      time: 1_750_000_000_000_000 + index * 3_700_000 + Math.floor(random() * 3_000_000),
      equity: 100_000 + random(),
    }));
    const add = (histories: Histories, from: number, to?: number) => {
      for (const { account, time, equity } of updates.slice(from, to))
        histories.addEquity(account, time, equity);
    };
    const [early, late] = [new Histories(), new Histories()];
    add(early, 0, count);
    const records = early.records();
    add(late, count - 7, count);
    late.restore(records, []);
    add(early, count);
    add(late, count);
    const inOrder = (histories: Histories) =>
      histories.records().toSorted((one, other) => one.account.localeCompare(other.account));
    expect(inOrder(late)).toEqual(inOrder(early));
    expect(early.records().some(({ stepSeconds = 1 }) => stepSeconds > 1)).toBe(true);
  },
);
