/** For any commands, losses and paint rates, the window ends in the same state as applying every single event. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseFrame, type MarketEvent } from '../../src/contract/events.ts';
import type { OrdersView } from '../../src/contract/resting-orders.ts';
import { replicaState } from '../../src/contract/replica-state.ts';
import { Replica } from '../../src/contract/replica.ts';
import { BooksWatch } from '../../src/renderer/feed/books-balance.ts';
import { DepthBook } from '../../src/renderer/feed/depth-history.ts';
import { Feed } from '../../src/renderer/feed/feed.ts';
import { Histories } from '../../src/contract/histories.ts';
import { PUBLISHED_INSTRUMENTS, newPit, steps } from '../support/any-commands.ts';
import { PublishedPit } from '../support/scripted-pit.ts';
import { FakeEnvironment } from './fake-environment.ts';

/** The fate of a frame, and the window's next step. */
const fates = fc.array(
  fc.record({
    isLost: fc.nat(19).map((number) => number === 0),
    hasCheckpoint: fc.nat(3).map((number) => number === 0),
    isPainted: fc.nat(4).map((number) => number === 0),
    micros: fc.constantFrom(0, 1_000, 300_000, 2_000_000),
  }),
  { minLength: 1, maxLength: 30 },
);

/** A window, and a replica that applies every event. */
class Witness {
  readonly environment = new FakeEnvironment();
  readonly feed = new Feed(this.environment);
  readonly replica = new Replica();
  readonly histories = new Histories();
  readonly books = new BooksWatch();
  readonly depth = new DepthBook();

  constructor() {
    this.feed.follow('ws://relay');
    this.environment.socket.open();
  }

  send(events: readonly MarketEvent[]): void {
    const text = JSON.stringify(events);
    this.environment.socket.send(text);
    const taken = this.replica.apply(parseFrame(text));
    const time = taken.at(-1)?.time;
    if (time !== undefined) this.depth.record(this.replica.markets, time);
    for (const event of taken) this.histories.add(event);
    this.books.apply(taken);
  }

  /** The window has all events. */
  paintAll(): void {
    for (let frames = 0; this.environment.paint() > 0; frames += 1)
      if (frames > 3) throw new Error('the window paints although nothing comes');
  }
}

test('folded events lead to the same state as single ones', () => {
  fc.assert(
    fc.property(steps, fates, fc.constantFrom(2_000, 100_000), (sequence, fateList, deposit) => {
      const pit = newPit({ publishesOrders: true, deposit });
      let micros = 1_700_000_000_000_000;
      const source = new PublishedPit(pit, PUBLISHED_INSTRUMENTS, () => micros);
      const witness = new Witness();
      source.commands();
      witness.send(source.checkpoint());
      sequence.forEach((step, index) => {
        const fate = fateList[index % fateList.length];
        micros += fate?.micros ?? 0;
        step(pit);
        const frame = source.commands().flat();
        if (fate?.isLost !== true && frame.length > 0) witness.send(frame);
        if (fate?.hasCheckpoint === true) witness.send(source.checkpoint());
        if (fate?.isPainted === true) witness.environment.paint();
      });
      witness.paintAll();
      expectSame(witness);
    }),
    { numRuns: 100 },
  );
});

function expectSame({ feed, replica, histories, books, depth }: Witness): void {
  expect(JSON.stringify(replicaState(feed.market.replica))).toBe(JSON.stringify(replicaState(replica)));
  expect(feed.market.books.checked).toBe(books.view.checked);
  expect(feed.market.books.verdict?.problem).toBe(books.view.verdict?.problem);
  for (const [symbol, { bids, asks, orders }] of replica.markets) {
    expect(feed.market.depth.get(symbol)?.version).toBe(depth.get(symbol)?.version);
    const own = feed.market.replica.markets.get(symbol)?.orders;
    for (const [price] of bids) expect(own?.at('buy', price)).toEqual(orders.at('buy', price));
    for (const [price] of asks) expect(own?.at('sell', price)).toEqual(orders.at('sell', price));
    expect(sizeOf(own)).toBe(sizeOf(orders));
  }
  for (const account of replica.positions.keys())
    expectSameHistory(feed.market.histories, histories, account);
  expect(feed.market.histories.fund.samples).toEqual(histories.fund.samples);
}

function sizeOf(orders: OrdersView | undefined): number {
  return orders?.size ?? -1;
}

function expectSameHistory(ours: Histories, theirs: Histories, account: string): void {
  const [our, their] = [ours.equity(account), theirs.equity(account)];
  expect([our?.equity, our?.peak, our?.maxDrawdown]).toEqual([
    their?.equity,
    their?.peak,
    their?.maxDrawdown,
  ]);
  expect(our?.series.samples).toEqual(their?.series.samples);
  for (const { symbol } of PUBLISHED_INSTRUMENTS)
    expect(ours.activity(account, symbol)).toEqual(theirs.activity(account, symbol));
}
