/** The figures of a run are those of its end: what an observer computes from the recorded session. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Context, Intents, StrategyClass } from '../../src/contract/strategy.ts';
import { LAB_ACCOUNT } from '../../src/contract/lab.ts';
import { fromUnits } from '../../src/contract/units.ts';
import { rosterOf } from '../../src/crowd/index.ts';
import { positionsOf, type Market } from '../../src/engine/index.ts';
import { measure, type RunResult } from '../../src/lab/measure.ts';
import { readRecordedDay, sliceOf } from '../../src/lab/recorded-day.ts';
import { RecordedFlow } from '../../src/lab/recorded-flow.ts';
import { BUILT_INS } from '../../src/quick-pit/built-ins.ts';
import type { QuickMarket } from '../../src/quick-pit/pit-options.ts';
import { DEPOSIT, QuickPit } from '../../src/quick-pit/quick-pit.ts';
import { replaySegment } from '../../src/session/journal/replay.ts';
import { ReplayedExchange } from '../../src/session/journal/replayed-exchange.ts';
import { readWhole } from '../../src/session/journal/segment.ts';

const LATENCY = { feed: 1, order: 1, answer: 1 };
const SEEDS = [1, 2, 3, 4];

interface Played {
  readonly pit: QuickPit;
  readonly result: RunResult;
}

function play(strategy: StrategyClass, seed: number, market: QuickMarket = {}, flatten = false): Played {
  const bot = { name: LAB_ACCOUNT, strategy, latency: LATENCY };
  const pit = new QuickPit([bot], seed, rosterOf(10), { startMs: 10_000, ...market });
  const result = measure(pit, { seed, minutes: 0.25, flatten, errors: [], onSecond: () => {} });
  return { pit, result };
}

const MAKER = BUILT_INS['maker'] as StrategyClass;

/** Deposit and profit of the account from the engine's integers, at the mark prices of now. */
function equityOf({ state }: QuickPit): number {
  const own = state.accountsByName.get(LAB_ACCOUNT);
  const profits = (own === undefined ? [] : positionsOf(own)).map((position) => {
    const { market, lots, costBasis, realizedPnl, feesPaid, fundingPaid } = position;
    const { quantityGrid, priceGrid } = market.spec;
    const value = fromUnits(quantityGrid, lots) * fromUnits(priceGrid, market.markPrice);
    const money = realizedPnl - feesPaid - fundingPaid - costBasis;
    return value + fromUnits(state.moneyGrid, money);
  });
  return profits.reduce((sum, profit) => sum + profit, DEPOSIT);
}

/** Mark price of the engine. */
function markOf({ state: { markets } }: QuickPit): number {
  const [{ spec, markPrice }] = markets as [Market];
  return fromUnits(spec.priceGrid, markPrice);
}

/** True when the mark price has moved since the newest `position_update` of the account, which holds a position. */
function hasMoved({ replica, market: { markPrice } }: QuickPit): boolean {
  const updates = [...(replica.positions.get(LAB_ACCOUNT)?.values() ?? [])];
  return updates.some((update) => update.quantity !== 0 && update.markPrice !== markPrice);
}

function partsOf({ spreadEarned, spreadPaid, inventory, fees, funding, liquidation }: RunResult): number {
  return spreadEarned - spreadPaid + inventory - fees - funding + liquidation;
}

describe('the mark price of the end values the position', () => {
  test('also when it has moved since the newest position_update', () => {
    let moved = 0;
    for (const seed of SEEDS) {
      const { pit, result } = play(MAKER, seed);
      const { pnl, path } = result;
      if (hasMoved(pit)) moved += 1;
      expect(pit.market.markPrice).toBe(markOf(pit));
      expect(pnl).toBeCloseTo(equityOf(pit) - DEPOSIT, 6);
      expect(path.at(-1)).toBe(pnl);
      expect(partsOf(result)).toBeCloseTo(pnl, 9);
    }
    expect(moved).toBeGreaterThan(0);
  });

  test('as in the last checkpoint of the recorded session, whose run is the same', () => {
    for (const seed of SEEDS) {
      const folder = mkdtempSync(join(tmpdir(), 'botpit-end-'));
      try {
        const { result } = play(MAKER, seed, { record: folder });
        expect(result).toEqual(play(MAKER, seed).result);
        const segment = readWhole(folder, 1);
        const entries = [...replaySegment(segment, new ReplayedExchange(segment.header, null))];
        const own = entries
          .at(-1)
          ?.events.filter((event) => event.type === 'position_update')
          .find(({ account }) => account === LAB_ACCOUNT);
        expect(result.pnl).toBeCloseTo((own?.equity ?? 0) - DEPOSIT, 9);
      } finally {
        rmSync(folder, { recursive: true });
      }
    }
  });
});

test('on a recorded day, the book of the last moment values the position', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'botpit-end-'));
  try {
    const path = join(folder, 'X_message_1.csv');
    // The bot buys at 101 after 30 s. A bid of 101.80 arrives 100 ms before the end and moves the mark price.
    const lines = [
      '34200.5,1,1,100,1000000,1',
      '34200.5,1,2,100,1010000,-1',
      '34200.5,1,3,100,1020000,-1',
      '34270.4,1,4,10,1018000,1',
    ];
    writeFileSync(path, lines.join('\n'));
    class Buyer {
      readonly everyMs = 20_000;
      nextOrder({ position }: Context): Intents {
        return position.quantity === 0 ? { type: 'place', side: 'buy', quantity: 100 } : undefined;
      }
    }
    const day = await readRecordedDay({ path, symbol: 'X' });
    const flow = new RecordedFlow(day, sliceOf(day, 1, 1));
    const bot = { name: LAB_ACCOUNT, strategy: Buyer as unknown as StrategyClass, latency: LATENCY };
    const pit = new QuickPit([bot], 1, [], { ...flow.market, startMs: 10_000 });
    flow.start(pit);
    const result = measure(pit, { seed: 1, minutes: 1, flatten: false, errors: [], onSecond: () => {} });
    expect(hasMoved(pit)).toBe(true);
    expect(result.pnl).toBeCloseTo(100 * (101.8 - 101) - result.fees, 9);
    expect(partsOf(result)).toBeCloseTo(result.pnl, 9);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the largest drawdown includes the end, where --flatten pays for closing the position', () => {
  class Holder {
    readonly everyMs = 24_900;
    nextOrder() {
      return { type: 'place', side: 'buy', quantity: 1 } as const;
    }
  }
  for (const seed of SEEDS) {
    const { result } = play(Holder, seed, {}, true);
    const highest = Math.max(...result.path);
    expect(result.fills).toBeGreaterThan(0);
    expect(result.maxDrawdown).toBeGreaterThanOrEqual(highest - result.pnl);
  }
});
