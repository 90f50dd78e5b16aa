/** The fast path accepts nothing that zod would refuse, and returns what zod would return. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRequest, requestSchema } from '../../src/contract/orders.ts';
import { isPlainRequest } from '../../src/contract/plain-request.ts';

const PLACE = {
  type: 'place_order',
  clientOrderId: 'a-1',
  symbol: 'BTC-USD',
  side: 'buy',
  orderType: 'limit',
  quantity: 1,
  price: 100.5,
};
const CANCEL = { type: 'cancel_order', clientOrderId: 'a-1' };

describe('recognized as a frequent request', () => {
  test.each([
    PLACE,
    { ...PLACE, requestId: '' },
    { ...PLACE, timeInForce: 'ioc', reduceOnly: true },
    { ...PLACE, timeInForce: 'gtc', postOnly: true },
    { ...PLACE, orderType: 'market', price: undefined, postOnly: false },
    CANCEL,
    { ...CANCEL, requestId: 'r' },
  ])('%j', (request) => {
    expect(isPlainRequest(JSON.parse(JSON.stringify(request)))).toBe(true);
  });
});

describe('left to zod', () => {
  test.each([
    'null',
    '[]',
    '"place_order"',
    JSON.stringify({ ...PLACE, price: undefined }),
    JSON.stringify({ ...PLACE, orderType: 'market' }),
    JSON.stringify({ ...PLACE, orderType: 'stop_limit', stopPrice: 1 }),
    JSON.stringify({ ...PLACE, postOnly: true, timeInForce: 'ioc' }),
    JSON.stringify({ ...PLACE, clientOrderId: 'x'.repeat(37) }),
    JSON.stringify({ ...PLACE, leverage: 5 }),
    JSON.stringify(PLACE).replace('}', ',"__proto__":{}}'),
    JSON.stringify(PLACE).replace('100.5', '1e999'),
    JSON.stringify({ ...CANCEL, orderId: 1 }),
    JSON.stringify({ type: 'cancel_order', orderId: 1 }),
  ])('%s', (frame) => {
    expect(isPlainRequest(JSON.parse(frame))).toBe(false);
  });
});

/** As text, for numbers that JSON.stringify does not write. */
const values = fc.oneof(
  fc.constantFrom('0', '-0', '1e999', '-1e999', '1e-320', '0.1', '1', 'true', 'false', 'null', '{}', '[]'),
  fc
    .oneof(
      fc.constantFrom('', 'buy', 'sell', 'limit', 'market', 'stop_limit', 'gtc', 'ioc', 'fok', 'GTC'),
      fc.constantFrom(24, 25, 36, 37, 64, 65).map((length) => 'é'.repeat(length)),
      fc.string({ maxLength: 3 }),
    )
    .map((text) => JSON.stringify(text)),
);
const names = fc.constantFrom(
  ...Object.keys({ ...PLACE, ...CANCEL }),
  'requestId',
  'orderId',
  'stopPrice',
  'timeInForce',
  'postOnly',
  'reduceOnly',
  'selfTradePrevention',
  'leverage',
  '__proto__',
);
const likely: fc.Arbitrary<readonly [string, string]> = fc.oneof(
  fc.constantFrom('"buy"', '"sell"').map((value) => ['side', value] as const),
  fc.constantFrom('"gtc"', '"ioc"', '"fok"').map((value) => ['timeInForce', value] as const),
  fc.constant(['selfTradePrevention', '"cancel_both"'] as const),
  fc
    .tuple(fc.constantFrom('postOnly', 'reduceOnly'), fc.boolean())
    .map(([name, value]) => [name, `${value}`] as const),
);
/** A valid request with fields omitted, replaced, repeated or added. */
const frames = fc
  .tuple(
    fc.constantFrom(
      PLACE,
      { ...PLACE, orderType: 'market', price: undefined },
      { ...PLACE, orderType: 'stop_limit', stopPrice: 99 },
      CANCEL,
    ),
    fc.array(fc.oneof(likely, fc.tuple(names, values)), { maxLength: 3 }),
    fc.option(names),
  )
  .map(([request, changes, without]) => {
    const fields = Object.entries(request)
      .filter(([name, value]) => name !== without && value !== undefined)
      .map(([name, value]) => [name, JSON.stringify(value)] as const);
    return `{${[...fields, ...changes].map(([name, value]) => `"${name}":${value}`).join()}}`;
  });

test('for any frame the result equals zod’s', () => {
  const seen = { plain: 0, accepted: 0, refused: 0 };
  fc.assert(
    fc.property(frames, (frame) => {
      const json: unknown = JSON.parse(frame);
      const byZod = requestSchema.safeParse(json);
      const parsed = parseRequest(frame);
      expect(parsed.ok ? parsed.request : undefined).toEqual(byZod.data);
      if (isPlainRequest(json)) seen.plain += 1;
      else seen[byZod.success ? 'accepted' : 'refused'] += 1;
    }),
    { numRuns: 20_000 },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(200);
});
