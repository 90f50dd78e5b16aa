/** An entry is written as bytes, and read back as what it was. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccountIndex, InstrumentIndex, Money, OrderId } from '../../../src/contract/units.ts';
import type { PriceTicks, QuantityLots } from '../../../src/contract/index.ts';
import { JsonWriter } from '../../../src/workers/json-writer.ts';
import {
  fromWritten,
  writeEntry,
  type Entry,
  type WrittenEntry,
} from '../../../src/workers/journal/entry.ts';

const account = 3 as AccountIndex;
const instrument = 0 as InstrumentIndex;

const whats: fc.Arbitrary<Entry[2]> = fc.oneof(
  fc.record({
    type: fc.constant('place_order' as const),
    account: fc.constant(account),
    clientOrderId: fc.string({ unit: 'binary', minLength: 1, maxLength: 36 }),
    instrument: fc.constant(instrument),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    orderType: fc.constantFrom('limit' as const, 'stop_market' as const),
    quantity: fc.maxSafeNat().map((lots) => lots as QuantityLots),
    price: fc.option(fc.maxSafeInteger().map((ticks) => ticks as PriceTicks)),
    stopPrice: fc.option(fc.nat().map((ticks) => ticks as PriceTicks)),
    timeInForce: fc.constantFrom('gtc' as const, 'ioc' as const),
    postOnly: fc.boolean(),
    reduceOnly: fc.boolean(),
    selfTradePrevention: fc.constantFrom('cancel_resting' as const, 'decrement' as const),
  }),
  fc.string({ unit: 'binary', maxLength: 36 }).map((clientOrderId) => ({
    type: 'cancel_order' as const,
    account,
    order: { clientOrderId },
  })),
  fc.nat().map((id) => ({ type: 'cancel_order' as const, account, order: { orderId: id as OrderId } })),
  fc.string().map((name) => ({ type: 'open_account' as const, account: name, deposit: 5 as Money })),
  fc
    .array(fc.string({ unit: 'binary' }), { maxLength: 2 })
    .map((warnings) => ({ type: 'checkpoint' as const, digest: 0xffff_ffff, warnings })),
  fc
    .constantFrom({ type: 'revalue' as const }, { type: 'cancel_all' as const, account, instrument: null })
    .map((what) => (what.type === 'revalue' ? what : { ...what, cause: 'user' as const })),
);

test('whatever happened', () => {
  const json = new JsonWriter();
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeNat(), whats, (seq, time, what) => {
      writeEntry(json, [seq, time, what]);
      const written = JSON.parse(json.bytes.toString()) as WrittenEntry;
      json.clear();
      expect(fromWritten(written)).toEqual([seq, time, what]);
    }),
    { numRuns: 2_000 },
  );
});
