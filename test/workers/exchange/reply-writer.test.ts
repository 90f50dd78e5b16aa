/** The gateway's messages, parsed like in a client. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseReply } from '../../../src/contract/orders.ts';
import type { AccountIndex } from '../../../src/contract/units.ts';
import type { Facts } from '../../../src/engine/index.ts';
import { ReplyWriter, type MessageFields } from '../../../src/workers/exchange/reply-writer.ts';
import { isPrivate } from '../../../src/session/events/audience.ts';
import { newPit, steps } from '../../support/any-commands.ts';
import { replyText } from '../../support/reply-text.ts';
import { TestPit, type EngineEvent } from '../../support/pit.ts';

const MARKET = { symbol: 'Y', tickSize: 0.5, lotSize: 0.001, referencePrice: 50_000, takerFeeRate: 0.0005 };

function replyTo(pit: TestPit, events: readonly EngineEvent[], requestId?: string): readonly unknown[] {
  const writer = new ReplyWriter(pit.state);
  return events.filter(isPrivate).map((fact) => JSON.parse(replyText(writer, fact, 7, requestId)));
}

test('the compiler refuses a table of fields without one of the fact, or with another one', () => {
  type Triggered = MessageFields['order_triggered'];
  const names = (fields: Triggered) => Object.keys(fields);
  const [clientOrderId, orderId, time] = ['text', 'integer', 'integer'] as const;
  const whole: Triggered = { clientOrderId, orderId, stopPrice: 'price?', time };
  // @ts-expect-error -- `stopPrice` is missing
  expect(names({ clientOrderId, orderId, time })).not.toEqual(names(whole));
  // @ts-expect-error -- `stopPrize` is misspelt
  expect(names({ ...whole, stopPrize: 'price?' })).not.toEqual(names(whole));
});

test('the replies of an order that rests, is amended, is filled and is cancelled', () => {
  const pit = new TestPit([MARKET]);
  const terms = { id: 'one' };
  const [orderId, clientOrderId, time] = [1, 'one', 7];
  expect(replyTo(pit, pit.place('ann', 'buy', 0.25, 49_999.5, terms))).toEqual([
    {
      type: 'order_accepted',
      clientOrderId,
      orderId,
      symbol: 'Y',
      side: 'buy',
      orderType: 'limit',
      price: 49_999.5,
      quantity: 0.25,
      queueAhead: 0,
      time,
    },
  ]);
  expect(replyTo(pit, pit.amend('ann', 'one', { quantity: 0.2 }))).toEqual([
    {
      type: 'order_amended',
      clientOrderId,
      orderId,
      price: 49_999.5,
      quantity: 0.2,
      keptPriority: true,
      time,
    },
  ]);
  const [, fill] = replyTo(pit, pit.place('bob', 'sell', 0.05, null)).slice(-2);
  expect(fill).toMatchObject({ type: 'fill', remainingQuantity: 0, liquidity: 'taker', fee: 1.249_988 });
  expect(replyTo(pit, pit.cancel('ann', 'one'))).toEqual([
    { type: 'order_canceled', clientOrderId, orderId, remainingQuantity: 0.15, cause: 'user', time },
  ]);
});

test('the reply echoes a name and a request id of any characters', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
      fc.string({ unit: 'binary', maxLength: 64 }),
      (id, requestId) => {
        const pit = new TestPit([MARKET]);
        const accepted = pit.place('ann', 'buy', 0.25, 49_999.5, { id });
        const [reply] = replyTo(pit, accepted, requestId);
        expect(reply).toMatchObject({ type: 'order_accepted', clientOrderId: id, requestId });
      },
    ),
    { numRuns: 200 },
  );
});

test.each([
  [{ type: 'cancel_all_done', count: 12 }, '"count":12'],
  [
    { type: 'margin_set', instrument: 0, mode: 'cross', margin: null },
    '"symbol":"Y","mode":"cross","margin":null',
  ],
  [
    { type: 'margin_set', instrument: 0, mode: 'isolated', margin: 2_500_000 },
    '"symbol":"Y","mode":"isolated","margin":2.5',
  ],
  [{ type: 'index_set', instrument: 0, price: 100_001 }, '"symbol":"Y","price":50000.5'],
  [{ type: 'phase_set', instrument: 0, phase: 'halted' }, '"symbol":"Y","phase":"halted"'],
])('the reply %j', (fact, fields) => {
  const { state } = new TestPit([MARKET]);
  const text = replyText(new ReplyWriter(state), { account: 0, ...fact } as Facts.PrivateEvent, 7, 'r');
  expect(text).toBe(`{"type":"${fact.type}",${fields},"time":7,"requestId":"r"}`);
});

test('a message has room for the longest values', () => {
  const { state } = new TestPit([MARKET]);
  const longest = Number.MAX_SAFE_INTEGER;
  const [clientOrderId, requestId] = ['\0'.repeat(36), '\0'.repeat(64)];
  const about = { account: 0, instrument: 0, clientOrderId, orderId: longest };
  const facts = [
    { ...about, type: 'order_triggered', stopPrice: -longest },
    { ...about, type: 'order_canceled', remainingQuantity: -longest, cause: 'reduce_only' },
  ] as unknown as readonly Facts.PrivateEvent[];
  const texts = facts.map((fact) => replyText(new ReplyWriter(state), fact, longest, requestId));
  const start = { clientOrderId, orderId: longest };
  const end = { time: longest, requestId };
  expect(texts).toEqual([
    JSON.stringify({ type: 'order_triggered', ...start, stopPrice: (-longest * 5) / 10, ...end }),
    JSON.stringify({
      type: 'order_canceled',
      ...start,
      remainingQuantity: -longest / 1_000,
      cause: 'reduce_only',
      ...end,
    }),
  ]);
});

test('a rejection is the JSON of its fact, with a name of any characters or without one', () => {
  const name = fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }));
  const text = fc.string({ unit: 'binary', maxLength: 64 });
  const { state } = new TestPit();
  const writer = new ReplyWriter(state);
  fc.assert(
    fc.property(name, text, text, (clientOrderId, reason, requestId) => {
      const [type, code] = ['order_rejected', 'UNKNOWN_ORDER'] as const;
      const fact = { type, account: 0 as AccountIndex, clientOrderId, code, reason };
      const named = clientOrderId === null ? {} : { clientOrderId };
      const expected = JSON.stringify({ type, ...named, code, reason, requestId });
      expect(replyText(writer, fact, 7, requestId)).toBe(expected);
    }),
  );
});

test('every private fact of the engine becomes a message of the protocol', () => {
  const seen = new Set<string>();
  const anything = fc.property(steps, (commands) => {
    const pit = newPit();
    const writer = new ReplyWriter(pit.state);
    for (const command of commands) {
      for (const fact of command(pit).filter(isPrivate)) {
        const text = replyText(writer, fact, 7, 'r');
        expect({ ...parseReply(text), requestId: 'r' }).toEqual(JSON.parse(text));
        seen.add(fact.type);
      }
    }
  });
  fc.assert(anything);
  // Some kinds are rare: these draws contain all of them.
  fc.assert(anything, { seed: 1, numRuns: 200 });
  expect([...seen].toSorted()).toEqual([
    'cancel_all_done',
    'fill',
    'margin_set',
    'order_accepted',
    'order_amended',
    'order_canceled',
    'order_rejected',
    'order_triggered',
  ]);
});
