/** Any commands, published with one time: the explanation of each trade has the engine's books and fees. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MarketEvent, Trade } from '../../src/contract/events.ts';
import { explainTrade, type Explanation } from '../../src/renderer/explain/explanation.ts';
import { levelsOf, type ChangedLevel } from '../../src/renderer/explain/book-change.ts';
import type { FillArithmetic } from '../../src/renderer/explain/fill-arithmetic.ts';
import { restingOf } from '../../src/renderer/explain/queue-before.ts';
import { rewindTo } from '../../src/renderer/explain/rewind.ts';
import { FrameLog, tradePattern } from '../../src/renderer/feed/frame-log.ts';
import { PUBLISHED_INSTRUMENTS, newPit, steps } from '../support/any-commands.ts';
import { only, type EngineEvent, type TestPit } from '../support/pit.ts';
import { PublishedPit } from '../support/scripted-pit.ts';

interface Book {
  readonly bids: readonly (readonly [number, number])[];
  readonly asks: readonly (readonly [number, number])[];
}

/** A trade according to the engine. */
interface Witnessed {
  readonly trade: Trade;
  readonly before: Book;
  readonly after: Book;
  readonly queue: readonly number[];
  readonly fills: readonly EngineEvent[];
}

const SYMBOLS = ['X', 'Y'] as const;
const MONEY_UNIT = 1e-6;
/** Frames of one to three commands and occasional checkpoints in a log, and the engine's view of each trade. */
function play(sequence: readonly ((pit: TestPit) => readonly EngineEvent[])[], deposit: number) {
  const pit = newPit({ publishesOrders: true, deposit });
  const source = new PublishedPit(pit, PUBLISHED_INSTRUMENTS);
  const log = new FrameLog();
  const trades: Witnessed[] = [];
  const send = (events: readonly MarketEvent[]) =>
    log.add(JSON.stringify(events), events[0]?.type === 'exchange_status');
  source.commands();
  send(source.checkpoint());
  let frame: MarketEvent[] = [];
  sequence.forEach((step, index) => {
    const books = new Map(SYMBOLS.map((symbol) => [symbol as string, pit.book(symbol)]));
    const queues = queuesOf(pit);
    const facts = step(pit);
    const events = source.commands().flat();
    frame.push(...events);
    for (const trade of events.filter((event): event is Trade => event.type === 'trade')) {
      const before = books.get(trade.symbol) ?? pit.book(trade.symbol);
      const queue = queues.get(queueName(trade.symbol, restingOf(trade).side, trade.price)) ?? [];
      trades.push({ trade, before, after: pit.book(trade.symbol), queue, fills: facts });
    }
    if (index % 3 === 0 && frame.length > 0) {
      send(frame);
      frame = [];
      if (index % 4 === 0) send(source.checkpoint());
    }
  });
  if (frame.length > 0) send(frame);
  return { log, trades };
}

const queueName = (symbol: string, side: string, price: number) => `${symbol} ${side} ${price}`;

function queuesOf(pit: TestPit): ReadonlyMap<string, readonly number[]> {
  const queues = new Map<string, readonly number[]>();
  for (const symbol of SYMBOLS) {
    const { bids, asks } = pit.book(symbol);
    for (const [price] of bids) queues.set(queueName(symbol, 'buy', price), pit.queue('buy', price, symbol));
    for (const [price] of asks)
      queues.set(queueName(symbol, 'sell', price), pit.queue('sell', price, symbol));
  }
  return queues;
}

function expectFee(side: FillArithmetic, { trade, fills }: Witnessed): void {
  const fill = only(fills, 'fill').find(
    ({ tradeId, liquidity }) => tradeId === trade.tradeId && liquidity === side.liquidity,
  );
  const published = (fill?.fee ?? 0) * MONEY_UNIT;
  expect(published - side.fee.amount).toBeGreaterThan(-1e-10);
  expect(published - side.fee.amount).toBeLessThan(MONEY_UNIT);
}

/** A party's last fill of a command leaves it with the published position, unless a liquidation follows. */
function framesOf(log: FrameLog, tradeId: number): readonly string[] {
  return log.leadingTo(tradePattern(tradeId)) ?? [];
}

function expectBooked(side: FillArithmetic, witnessed: Witnessed, log: FrameLog): void {
  const { events } = rewindTo(framesOf(log, witnessed.trade.tradeId), witnessed.trade.tradeId) ?? {
    events: [],
  };
  const { booked } = side;
  const isPlain = !events.some(({ type }) => type === 'liquidation') && booked?.fills === 1;
  const expected = isPlain
    ? booked
    : { after: { quantity: side.after.quantity }, realizedPnl: side.realized?.amount ?? 0 };
  expect(side.after.quantity).toBe(expected.after.quantity);
  expect(Math.abs((side.realized?.amount ?? 0) - expected.realizedPnl)).toBeLessThan(1e-5);
}

function expectExplained(explanation: Explanation, witnessed: Witnessed, log: FrameLog): void {
  const { trade, queue, before, after } = witnessed;
  const past = rewindTo(framesOf(log, trade.tradeId), trade.tradeId);
  for (const [name, book] of [
    ['before', before],
    ['after', after],
  ] as const) {
    const market = past?.[name].markets.get(trade.symbol);
    expect({ bids: market?.bids, asks: market?.asks }).toEqual(book);
  }
  const quantityOf = (levels: Book['bids'], price: number) => levels.find(([one]) => one === price)?.[1] ?? 0;
  const expectLevel = ({ side, price, ...change }: ChangedLevel) =>
    expect(change).toEqual({
      before: quantityOf(levelsOf(before as never, side), price),
      after: quantityOf(levelsOf(after as never, side), price),
    });
  [...explanation.book.bids, ...explanation.book.asks].forEach(expectLevel);
  expect(explanation.queue?.places.map(({ quantity }) => quantity)).toEqual(queue);
  expect(explanation.queue?.unknown).toBe(0);
  for (const side of [explanation.maker, explanation.taker]) {
    if (!('fee' in side)) continue;
    expectFee(side, witnessed);
    expectBooked(side, witnessed, log);
  }
}

test('the books before and after, the queue, the fees and the profits equal the engine’s', () => {
  let explained = 0;
  let liquidations = 0;
  fc.assert(
    fc.property(steps, fc.integer({ min: 40, max: 900 }), (sequence, deposit) => {
      const { log, trades } = play(sequence, deposit);
      for (const witnessed of trades) {
        const explanation = explainTrade(framesOf(log, witnessed.trade.tradeId), witnessed.trade.tradeId);
        if (explanation === undefined) throw new Error(`trade ${witnessed.trade.tradeId} is not explained`);
        expectExplained(explanation, witnessed, log);
        explained += 1;
        if (witnessed.trade.liquidation) liquidations += 1;
      }
    }),
    { numRuns: 120, seed: 11 },
  );
  expect(explained).toBeGreaterThan(250);
  expect(liquidations).toBeGreaterThan(0);
});
