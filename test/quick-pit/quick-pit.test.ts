/** A pit in virtual time: pinned trades of short runs, and what bots read that nobody else does. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PIT_INSTRUMENT } from '../../src/contract/instrument.ts';
import type { StrategyClass } from '../../src/contract/strategy.ts';
import { TIME_STEP_MS } from '../../src/engine/index.ts';
import { verifySession } from '../../src/workers/verify-session/verify.ts';
import { rosterOf } from '../../src/crowd/index.ts';
import { BUILT_INS } from '../../src/quick-pit/built-ins.ts';
import type { Latency, QuickBot, QuickMarket } from '../../src/quick-pit/pit-options.ts';
import { QuickPit } from '../../src/quick-pit/quick-pit.ts';

const SECOND_MS = 1_000;

function bot(name: string, latency?: Latency): QuickBot {
  return { name, strategy: BUILT_INS[name] as StrategyClass, ...(latency && { latency }) };
}

function tradesOf(pit: QuickPit, seconds: number): string {
  const hash = createHash('sha256');
  pit.onEvents = (events) => {
    for (const event of events)
      if (event.type === 'trade') hash.update(`${event.time} ${event.price} ${event.quantity}\n`);
  };
  pit.run(seconds * SECOND_MS, SECOND_MS, () => {});
  return hash.digest('hex').slice(0, 16);
}

describe('the trades of a seed are the same on every machine and in every version of Node', () => {
  const [fixed, drawn] = [1, () => 2];

  test('built-in strategies with equal, unequal and no delays', () => {
    const same = { feed: fixed, order: fixed, answer: fixed };
    const bots = [
      bot('maker', same),
      bot('taker', same),
      bot('momentum', { feed: 5, order: 3, answer: 0 }),
      bot('random', { feed: drawn, order: drawn, answer: drawn }),
      bot('grid'),
      bot('imbalance'),
    ];
    expect(tradesOf(new QuickPit(bots, 7), 30)).toBe('48dde169f98112b6');
  });

  test('a crowd, and an index that an operator sets', () => {
    const market = { crowdDeposit: 1_000_000, hasIndex: true };
    expect(tradesOf(new QuickPit([bot('maker')], 8, rosterOf(10), market), 10)).toBe('df14242e34a0c52c');
  });
});

test('a recorded run has the same trades, and a journal that verifies', () => {
  const folder = mkdtempSync(join(tmpdir(), 'botpit-recorded-'));
  const pitOf = (market: QuickMarket) => new QuickPit([bot('maker'), bot('taker')], 9, rosterOf(8), market);
  try {
    const recorded = pitOf({ record: folder });
    expect(tradesOf(recorded, 8)).toBe(tradesOf(pitOf({}), 8));
    recorded.close();
    expect(verifySession(folder, false)).toMatchObject({ segments: 1, difference: null });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what time does at the end reaches the callbacks: an auction that ends there trades', () => {
  const seconds = 10;
  const instrument = { ...PIT_INSTRUMENT, openingAuctionMs: seconds * SECOND_MS };
  const outsiders = ['buyer', 'seller'].map((name) => ({ name, deposit: 100_000, isFollowed: true }));
  const pit = new QuickPit([], 1, [], { instrument, outsiders, opensMs: SECOND_MS });
  const seen: string[] = [];
  pit.onReply = (account, { type }) => void seen.push(`${account} ${type}`);
  pit.onEvents = (events) =>
    void seen.push(...events.map(({ type }) => type).filter((type) => type === 'trade'));
  for (const [index, side] of (['buy', 'sell'] as const).entries())
    pit.request(outsiders[index]?.name ?? '', {
      type: 'place_order',
      clientOrderId: '1',
      symbol: instrument.symbol,
      side,
      orderType: 'limit',
      price: instrument.referencePrice,
      quantity: 1,
    });
  // The auction begins with the first step of time.
  pit.run(TIME_STEP_MS + seconds * SECOND_MS, SECOND_MS, () => {});
  expect(seen.splice(0)).toEqual(['buyer order_accepted', 'seller order_accepted']);
  pit.close();
  expect(seen.toSorted()).toEqual(['buyer fill', 'seller fill', 'trade']);
});

test('a bot that asks for its place in the queue knows it a checkpoint later', () => {
  const seen: (number | undefined)[] = [];
  class Asking {
    readonly everyMs = 500;
    nextOrder({ orders }: { orders: readonly { readonly queueAhead: number | undefined }[] }) {
      if (orders.length === 0) return { type: 'place', side: 'buy', price: 49_000, quantity: 0.01 };
      seen.push(orders[0]?.queueAhead);
      return undefined;
    }
  }
  const strategy = Asking as unknown as StrategyClass;
  new QuickPit([{ name: 'asking', strategy }], 1).run(5 * SECOND_MS, SECOND_MS, () => {});
  expect(seen[0]).toBeUndefined();
  expect(seen.at(-1)).toBe(0);
});
