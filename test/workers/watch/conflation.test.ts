/** A replica that the conflated feed fills is the one that the full feed fills, at every `seq` that a frame covers. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseFrame, type MarketEvent } from '../../../src/contract/events.ts';
import { replicaState } from '../../../src/contract/replica-state.ts';
import { Replica } from '../../../src/contract/replica.ts';
import type { OrdersView } from '../../../src/contract/resting-orders.ts';
import { Conflation } from '../../../src/workers/watch/conflation.ts';
import { PUBLISHED_INSTRUMENTS, newPit, steps } from '../../support/any-commands.ts';
import { PublishedPit } from '../../support/scripted-pit.ts';

/** A step after each command. */
const ticks = fc.array(
  fc.record({
    isTick: fc.nat(4).map((number) => number === 0),
    hasCheckpoint: fc.nat(5).map((number) => number === 0),
    isForAll: fc.boolean(),
    hasNewcomer: fc.nat(9).map((number) => number === 0),
  }),
  { minLength: 1, maxLength: 30 },
);

/** Over the wire, as a client reads it. */
const sent = (events: readonly unknown[]) => parseFrame(JSON.stringify(events));

/** Everything but the places of values that were repeated unchanged. */
function stateOf(replica: Replica): string {
  const { seq, ...state } = replicaState(replica);
  const text = JSON.stringify(state, (key, value: unknown) =>
    key === 'time' || key === 'seq' ? undefined : value,
  );
  return `${seq} ${text}`;
}

/** The state that does not depend on a replica's start. */
function marketOf({ seq, inSync, holes, markets }: Replica): string {
  const books = [...markets].map(([symbol, { bids, asks, markPrice }]) => [symbol, bids, asks, markPrice]);
  return JSON.stringify({ seq, inSync, holes, books });
}

function ordersOf(replica: Replica): string {
  const markets = [...replica.markets].map(([symbol, { bids, asks, orders }]) => [
    symbol,
    orders.size,
    bids.map(([price]) => ordersAt(orders, 'buy', price)),
    asks.map(([price]) => ordersAt(orders, 'sell', price)),
  ]);
  return JSON.stringify(markets);
}

function ordersAt(orders: OrdersView, side: 'buy' | 'sell', price: number) {
  return [...orders.at(side, price)];
}

class Watched {
  readonly full = new Replica();
  readonly watchers: Replica[] = [new Replica()];
  readonly conflation: Conflation;
  /** The difference, in words. */
  readonly faults: string[] = [];

  constructor(checkpoint: readonly MarketEvent[]) {
    this.full.apply(sent(checkpoint));
    for (const watcher of this.watchers) watcher.apply(sent(checkpoint));
    this.conflation = new Conflation(checkpoint, this.full.seq);
  }

  add(events: readonly MarketEvent[]): void {
    if (events.length > 0) this.conflation.add(this.full.apply(sent(events)));
  }

  tick(): void {
    const frame = this.conflation.take(this.full.seq);
    if (frame === null) return;
    for (const watcher of this.watchers) watcher.apply(sent(frame));
    this.#compare();
  }

  /** As cadence.ts does it. */
  checkpoint(events: readonly MarketEvent[], isForAll: boolean, hasNewcomer: boolean): void {
    this.tick();
    this.add(events);
    if (isForAll) {
      this.conflation.take(this.full.seq);
      for (const watcher of this.watchers) watcher.apply(sent(events));
    } else this.tick();
    this.#compare();
    if (!hasNewcomer) return;
    const newcomer = new Replica();
    newcomer.apply(sent(events));
    this.watchers.push(newcomer);
  }

  #compare(): void {
    const [first, ...newcomers] = this.watchers as [Replica, ...Replica[]];
    this.#expectSame(stateOf(first), stateOf(this.full));
    this.#expectSame(ordersOf(first), ordersOf(this.full));
    for (const newcomer of newcomers) this.#expectSame(marketOf(newcomer), marketOf(this.full));
  }

  #expectSame(found: string, wanted: string): void {
    if (found !== wanted) this.faults.push(`${found} instead of ${wanted}`);
  }
}

test('for any commands, frames, checkpoints and newcomers', () => {
  fc.assert(
    fc.property(steps, ticks, fc.constantFrom(2_000, 100_000), (sequence, tickList, deposit) => {
      const pit = newPit({ publishesOrders: true, deposit });
      const source = new PublishedPit(pit, PUBLISHED_INSTRUMENTS);
      source.commands();
      const watched = new Watched(source.checkpoint());
      sequence.forEach((step, index) => {
        const tick = tickList[index % tickList.length];
        step(pit);
        watched.add(source.commands().flat());
        if (tick?.isTick === true) watched.tick();
        if (tick?.hasCheckpoint === true) {
          watched.checkpoint(source.checkpoint(), tick.isForAll, tick.hasNewcomer);
        }
      });
      watched.tick();
      expect(watched.faults).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test('a value that came and went is not sent, nor one that the watchers have', () => {
  const pit = newPit({ publishesOrders: true, deposit: 100_000 });
  const source = new PublishedPit(pit, PUBLISHED_INSTRUMENTS);
  pit.place('a', 'buy', 1, 96);
  source.commands();
  const checkpoint = source.checkpoint();
  const seqOf = (events: readonly MarketEvent[]) => events.at(-1)?.seq ?? 0;
  const conflation = new Conflation(checkpoint, seqOf(checkpoint));
  pit.place('a', 'buy', 1, 95, { id: 'x' });
  pit.cancel('a', 'x');
  const events = source.commands().flat();
  conflation.add(events);
  const repeated = source.checkpoint();
  conflation.add(repeated);
  expect(conflation.take(seqOf(repeated))).toEqual([
    {
      type: 'conflated',
      fromSeq: seqOf(checkpoint) + 1,
      seq: seqOf(repeated),
      time: expect.any(Number) as number,
    },
  ]);
  expect(conflation.take(seqOf(repeated))).toBeNull();
});

test('watchers need nothing before a checkpoint of their epoch that follows their newest event at once', () => {
  const pit = newPit({ publishesOrders: true, deposit: 100_000 });
  const source = new PublishedPit(pit, PUBLISHED_INSTRUMENTS);
  source.commands();
  const checkpoint = source.checkpoint();
  const status = checkpoint.find((event) => event.type === 'exchange_status');
  if (status === undefined) throw new Error('the checkpoint has no status');
  const conflation = new Conflation(checkpoint, 100);
  const precedes = [100, 101, 102].map((seq) => conflation.precedes({ ...status, seq }));
  expect(precedes).toEqual([false, true, false]);
  expect(conflation.precedes({ ...status, seq: 101, epoch: 'another' })).toBe(false);
});

test('a frame that does not begin where a replica stands is a hole', () => {
  const pit = newPit({ publishesOrders: true, deposit: 100_000 });
  const source = new PublishedPit(pit, PUBLISHED_INSTRUMENTS);
  source.commands();
  const replica = new Replica();
  const checkpoint = source.checkpoint();
  replica.apply(sent(checkpoint));
  const { seq } = replica;
  const frame = (fromSeq: number) => sent([{ type: 'conflated', fromSeq, seq: fromSeq + 5, time: 1 }]);
  replica.apply(frame(seq + 1));
  expect(replica).toMatchObject({ inSync: true, holes: 0, seq: seq + 6 });
  replica.apply(frame(seq + 8));
  expect(replica).toMatchObject({ inSync: false, holes: 1, seq: seq + 6 });
  replica.apply(frame(seq + 7));
  expect(replica.inSync).toBe(false);
});
