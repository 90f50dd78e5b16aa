/** The place in the queue compared with the engine's book, for any order of the two connections and any losses. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { BookOrders, MarketEvent, OrderUpdate } from '../../../src/contract/events.ts';
import { parseReply, type Reply } from '../../../src/contract/orders.ts';
import type { MarketView } from '../../../src/contract/replica.ts';
import { Replica } from '../../../src/contract/replica.ts';
import { decimalGrid, fromUnits, type Money } from '../../../src/contract/units.ts';
import { createState, type Command, type EngineState } from '../../../src/engine/index.ts';
import { OwnOrders } from '../../../src/workers/bot/own-orders.ts';
import { QueuePlaces } from '../../../src/workers/bot/queue-places.ts';
import { EventStream } from '../../../src/session/events/event-stream.ts';
import { ReplyWriter } from '../../../src/workers/exchange/reply-writer.ts';
import { Sequencer } from '../../../src/workers/exchange/sequencer.ts';
import { Wire } from '../../../src/session/events/wire.ts';
import { queueOf } from '../../support/queue.ts';
import { Auditor } from '../../simulator/auditor.ts';
import { Random } from '../../simulator/random.ts';
import { MONEY_DECIMALS, pickSetting } from '../../simulator/settings.ts';
import { replyText } from '../../support/reply-text.ts';
import { Traders } from '../../simulator/trading.ts';

const CHECKPOINT_CHANCE = 0.05;

interface Recording {
  readonly symbol: string;
  readonly account: string;
  readonly frames: readonly (readonly MarketEvent[])[];
  readonly replies: readonly Reply[];
  /** The quantity ahead of each resting order, by order id, after the event of that `seq`. */
  readonly truth: ReadonlyMap<number, ReadonlyMap<number, number>>;
}

function record(random: Random, commands: number): Recording {
  const { instruments, specs, insuranceFund } = pickSetting(random);
  const auditor = new Auditor(specs, insuranceFund);
  const traders = new Traders(random, auditor.state);
  const state = createState(specs, insuranceFund as Money, decimalGrid(MONEY_DECIMALS), true);
  const writer = new ReplyWriter(state);
  const stream = new EventStream(
    state,
    new Wire(state),
    { epoch: 'test', checkpointMs: 1_000, instruments },
    0,
  );
  const frames: (readonly MarketEvent[])[] = [stream.checkpoint(0 as never, [])];
  const replies: { readonly account: string | undefined; readonly reply: Reply }[] = [];
  /** Events of the current command. */
  let frame: MarketEvent[] = [];
  const sequencer = new Sequencer(
    state,
    () => 0,
    {
      record: () => void (frame = []),
      publish: (fact, time) => {
        if (frame.length === 0) frames.push(frame);
        frame.push(...stream.number([fact], time));
      },
      deliver: (fact, time) =>
        void replies.push({
          account: state.accounts[fact.account]?.name,
          reply: parseReply(replyText(writer, fact, time)),
        }),
    },
    false,
  );
  const truth = new Map<number, ReadonlyMap<number, number>>();
  for (let left = commands; left > 0; left -= 1) {
    const { command, time } = traders.next();
    auditor.predict(command, time);
    sequencer.submit(command as Command);
    if (random.chance(CHECKPOINT_CHANCE)) frames.push(stream.checkpoint(0 as never, []));
    truth.set(stream.seq, queues(state));
  }
  const account = state.accounts[0]?.name ?? '';
  const own = replies.filter((one) => one.account === account).map(({ reply }) => reply);
  return { symbol: instruments[0]?.symbol ?? '', account, frames, replies: own, truth };
}

function queues(state: EngineState): ReadonlyMap<number, number> {
  const ahead = new Map<number, number>();
  for (const market of state.markets) {
    for (const side of ['buy', 'sell'] as const) {
      let level = { slotPrice: NaN, lots: 0 };
      for (const order of queueOf(market, side)) {
        const price = market.book.side(side).priceOf(order.slot);
        if (price !== level.slotPrice) level = { slotPrice: price, lots: 0 };
        ahead.set(order.id, fromUnits(market.spec.quantityGrid, level.lots));
        level.lots += order.open;
      }
    }
  }
  return ahead;
}

/** A bot's view of a recording, event by event. */
class Reader {
  readonly replica = new Replica();
  readonly #orders = new OwnOrders(() => undefined);
  readonly #ids = new Map<string, number>();
  readonly #places = new QueuePlaces(() => {});
  readonly #symbol: string;

  constructor(symbol: string) {
    this.#symbol = symbol;
  }

  frame(events: readonly MarketEvent[]): void {
    for (const event of this.replica.apply(events)) {
      if ('symbol' in event && event.symbol === this.#symbol) this.#places.observed(event);
    }
  }

  reply(reply: Reply): void {
    if (reply.type === 'order_accepted' && reply.symbol === this.#symbol) {
      const { clientOrderId, side, price, stopPrice, quantity } = reply;
      const terms = { clientOrderId, side, price, stopPrice, quantity };
      this.#orders.sent('', { type: 'place_order', symbol: this.#symbol, ...terms } as never);
      this.#ids.set(clientOrderId, reply.orderId);
    }
    this.#orders.apply(reply);
    this.#places.replied(reply);
  }

  /** By order id; undefined where a strategy would see that. */
  get seen(): ReadonlyMap<number, number | undefined> {
    const market = this.replica.markets.get(this.#symbol);
    const see = (order: { readonly clientOrderId: string; readonly price: number | undefined }) =>
      market !== undefined && this.replica.inSync ? this.#places.ahead(order, market) : undefined;
    return new Map(
      this.#orders.all.map((order) => [this.#ids.get(order.clientOrderId) ?? NaN, see(order)] as const),
    );
  }
}

/** Delivers the messages of the two connections in any order. @returns the number of answers compared with the book */
function interleave(
  random: Random,
  { frames, replies, symbol, truth }: Recording,
  lossChance: number,
): number {
  const reader = new Reader(symbol);
  let [frame, reply, compared] = [0, 0, 0];
  while (frame < frames.length || reply < replies.length) {
    const isStream = reply >= replies.length || (frame < frames.length && random.chance(0.7));
    if (isStream) {
      const events = frames[frame++] ?? [];
      if (!random.chance(lossChance)) reader.frame(events);
    } else reader.reply(replies[reply++] as Reply);
    const known = truth.get(reader.replica.seq);
    for (const [orderId, ahead] of reader.seen) {
      if (ahead === undefined || known === undefined) continue;
      expect([orderId, ahead]).toEqual([orderId, known.get(orderId)]);
      compared += 1;
    }
  }
  if (lossChance > 0) return compared;
  const last = [...truth.values()].at(-1);
  for (const [orderId, ahead] of reader.seen) expect([orderId, ahead]).toEqual([orderId, last?.get(orderId)]);
  return compared;
}

describe('for any interleaving of the connections', () => {
  test.each([0, 0.05])('every known place is right, with frames lost at %d', (lossChance) => {
    let compared = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = new Random(seed);
      compared += interleave(random, record(random, 120), lossChance);
    }
    expect(compared).toBeGreaterThan(1_000);
  });
});

describe('a place', () => {
  const ORDER = { clientOrderId: 'mine', price: 100 };
  const update = (orderId: number, quantity: number, priority = orderId) =>
    ({ type: 'order_update', orderId, side: 'buy', price: 100, quantity, priority }) as OrderUpdate;
  let places: QueuePlaces;
  let wanted: number;
  const ahead = (shown: number, order = ORDER) =>
    places.ahead(order, { bids: [[100, shown]], asks: [] } as unknown as MarketView);

  beforeEach(() => {
    wanted = 0;
    places = new QueuePlaces(() => (wanted += 1));
    places.replied({ type: 'order_accepted', clientOrderId: 'mine', orderId: 7 } as Reply);
  });

  test('is tracked from the first question', () => {
    expect(wanted).toBe(0);
    expect(ahead(1)).toBeUndefined();
    expect(wanted).toBe(1);
  });

  test('is known only when every order at the price is known', () => {
    places.observed(update(7, 1));
    expect(ahead(5)).toBeUndefined();
    const bids = [[100, 4, 3, 3, 'a'], [100, 1, 7, 7, 'b']] as const; // prettier-ignore
    places.observed({ type: 'book_orders', bids, asks: [] } as unknown as BookOrders);
    expect(ahead(5)).toBe(4);
    places.observed(update(3, 0.1));
    expect(ahead(1.1)).toBe(0.1);
  });

  test('is unknown at a price that the stream has not published for it', () => {
    places.observed(update(7, 1));
    expect(ahead(1)).toBe(0);
    expect(ahead(1, { ...ORDER, price: 101 })).toBeUndefined();
  });

  test('is known of an order from before the bot', () => {
    const openOrders = [{ clientOrderId: 'old', orderId: 8 }];
    places.replied({ type: 'welcome', openOrders } as unknown as Reply);
    places.observed(update(7, 2));
    places.observed(update(8, 1));
    expect(ahead(3, { ...ORDER, clientOrderId: 'old' })).toBe(2);
    expect(ahead(3)).toBeUndefined();
  });
});
