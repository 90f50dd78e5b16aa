/** The reader accepts nothing that JSON.parse and zod refuse, and returns what they return. */
import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { requestSchema } from '../../../src/contract/orders.ts';
import { JsonCursor } from '../../../src/net/json-cursor.ts';
import type { RequestForms } from '../../../src/workers/exchange/request-forms.ts';
import { RequestReader } from '../../../src/workers/exchange/request-reader.ts';

interface Connection {
  readonly reader: RequestReader;
  readonly forms: RequestForms;
}

/** A connection to a gateway, which is a new one if none is given. */
function connect(reader = new RequestReader(['BTC-USD', 'BTC'])): Connection {
  return { reader, forms: reader.newForms() };
}

const { reader, forms: sameForms } = connect();

/** @param behind bytes of the next frame, which are not part of this one */
function read(frame: string, from: Connection = { reader, forms: sameForms }, behind = '') {
  const bytes = Buffer.from(`"{${frame}${behind}`);
  const request = from.reader.read(from.forms, bytes, 2, 2 + Buffer.byteLength(frame));
  const { requestId } = from.reader;
  if (request === null || requestId === undefined) return request;
  const { buffer } = requestId.words;
  return { ...request, requestId: JSON.parse(Buffer.from(buffer, 0, requestId.length).toString()) as string };
}

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
const AMEND = { type: 'amend_order', clientOrderId: 'a-1', price: 99.5, quantity: 0.002 };

describe('read from the bytes', () => {
  test.each([
    PLACE,
    { ...PLACE, requestId: '' },
    { ...PLACE, timeInForce: 'ioc', reduceOnly: true },
    { ...PLACE, timeInForce: 'gtc', postOnly: true },
    { ...PLACE, orderType: 'market', price: undefined, postOnly: false },
    CANCEL,
    { ...CANCEL, requestId: 'r' },
    { type: 'cancel_order', orderId: 17 },
    AMEND,
    { type: 'amend_order', orderId: 17, quantity: -0.001 },
  ])('%j', (request) => {
    const { ...sent } = JSON.parse(JSON.stringify(request)) as object;
    expect(read(JSON.stringify(sent))).toEqual(sent);
    expect(read(` ${JSON.stringify(sent, null, '\t')}\r\n`)).toEqual(sent);
  });
});

test('a request is read alone, whatever bytes stand beside it', () => {
  const request = JSON.stringify(CANCEL);
  const bytes = Buffer.from(`{"${request}"}`);
  const ends = Array.from(request, (_, index) => 2 + index + 1);
  const read = ends.map((end) => reader.read(sameForms, bytes, 2, end)?.type);
  expect(read).toEqual([...ends.slice(1).map(() => undefined), 'cancel_order']);
  for (const number of ['1', '1.5', '12']) {
    const cancel = Buffer.from(`{"type":"cancel_order","orderId":${number}}`);
    for (let end = 0; end < cancel.length; end += 1)
      expect(reader.read(sameForms, cancel, 0, end)).toBeNull();
  }
});

describe('left to JSON.parse and zod', () => {
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
    JSON.stringify(PLACE).replace('100.5', '0100.5'),
    JSON.stringify(PLACE).replace('100.5', '100.'),
    JSON.stringify(PLACE).replace('100.5', '-0'),
    JSON.stringify(PLACE).replace('100.5', '1234567890.123456'),
    JSON.stringify(PLACE).replace('a-1', 'a\\u002d1'),
    JSON.stringify(PLACE).replace('a-1', 'é'),
    JSON.stringify(PLACE).slice(0, -1),
    `${JSON.stringify(PLACE)}}`,
    JSON.stringify(PLACE).replace('}', ',}'),
    JSON.stringify(PLACE).replace('}', ',"side":"buy"}'),
    JSON.stringify({ ...CANCEL, orderId: 1 }),
    JSON.stringify({ ...CANCEL, side: 'buy' }),
    JSON.stringify({ type: 'cancel_order', orderId: 1.5 }),
    JSON.stringify({ type: 'cancel_order', orderId: 0 }),
    JSON.stringify({ type: 'amend_order', orderId: 1 }),
    JSON.stringify({ ...AMEND, stopPrice: 1 }),
  ])('%s', (frame) => {
    expect(read(frame)).toBeNull();
  });
});

/** As text, for numbers that JSON.stringify does not write. */
const values = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc
    .tuple(fc.nat(), fc.integer({ min: 0, max: 9 }))
    .map(([units, decimals]) => (units / 10 ** decimals).toFixed(decimals)),
  fc.constantFrom(
    '0',
    '-0',
    '00',
    '01',
    '1.',
    '.5',
    '-1.50',
    '1e999',
    '-1e999',
    '1e-320',
    '0.1',
    '1',
    'true',
    'false',
    'null',
    '{}',
    '[]',
  ),
  fc
    .oneof(
      fc.constantFrom('', 'buy', 'sell', 'limit', 'market', 'stop_limit', 'gtc', 'ioc', 'fok', 'GTC'),
      fc.constantFrom(24, 25, 36, 37, 64, 65).map((length) => 'é'.repeat(length)),
      fc.string({ maxLength: 3 }),
    )
    .map((text) => JSON.stringify(text)),
);
const names = fc.constantFrom(
  ...Object.keys(PLACE),
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
      { ...PLACE, symbol: 'BTC' },
      { ...PLACE, symbol: 'BTC-USDT' },
      { ...PLACE, orderType: 'market', price: undefined },
      { ...PLACE, orderType: 'stop_limit', stopPrice: 99 },
      CANCEL,
      { type: 'cancel_order', orderId: 7 },
      AMEND,
    ),
    fc.array(fc.oneof(likely, fc.tuple(names, values)), { maxLength: 3 }),
    fc.option(names),
    fc.constantFrom(',', ', ', '\n,\t', ',,'),
  )
  .map(([request, changes, without, comma]) => {
    const fields = Object.entries(request)
      .filter(([name, value]) => name !== without && value !== undefined)
      .map(([name, value]) => [name, JSON.stringify(value)] as const);
    return `{${[...fields, ...changes].map(([name, value]) => `"${name}":${value}`).join(comma)}}`;
  });

test('for any frame the reader returns null or what zod returns', () => {
  const seen = { plain: 0, accepted: 0, refused: 0 };
  fc.assert(
    fc.property(frames, (frame) => {
      const plain = read(frame);
      const byZod = requestSchema.safeParse(parsed(frame));
      expect(plain ?? byZod.data).toEqual(byZod.data);
      if (plain !== null) seen.plain += 1;
      else seen[byZod.success ? 'accepted' : 'refused'] += 1;
    }),
    { numRuns: 10_000 },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(200);
});

/** A request of a bot with a form of its own. */
const forms = fc
  .tuple(
    fc.constantFrom(
      PLACE,
      { ...PLACE, reduceOnly: true },
      CANCEL,
      { type: 'cancel_order', orderId: 7 },
      AMEND,
    ),
    fc.constantFrom('', ' ', '\n\t'),
    fc.nat(9),
    fc.constantFrom({}, { requestId: 'r-1' }),
  )
  .map(([request, space, first, id]) => {
    const fields = Object.entries({ ...request, ...id });
    const turned = [...fields.slice(first % fields.length), ...fields.slice(0, first % fields.length)];
    return `{${turned.map(([name, value]) => `${space}"${name}":${space}${JSON.stringify(value)}`).join(',')}}${space}`;
  });
const piece = fc.oneof(
  fc.constantFrom(
    '',
    '"',
    ' ',
    ',',
    '}',
    '\\',
    '-',
    '0',
    '.',
    'e9',
    '7.5',
    'sell',
    ',"price":1',
    '"price"',
    'é',
  ),
  fc.string({ maxLength: 2 }),
);
/** Parts of a request that are replaced, anywhere or within a value. */
const anywhere = fc
  .array(fc.tuple(fc.nat(200), fc.nat(3), piece), { minLength: 1, maxLength: 2 })
  .map((all) => (frame: string) => {
    return all.reduce((text, [at, length, by]) => replaced(text, at, length, by), frame);
  });
const withinValue = fc
  .tuple(fc.constantFrom(/a-1/, /r-1/, /BTC-USD/, /buy/, /[.\d]+/, /[.\d]+(?=\s*\}?$)/), piece)
  .map(
    ([part, by]) =>
      (frame: string) =>
        frame.replace(part, () => by),
  );
const cut = fc.integer({ min: 1, max: 60 }).map((length) => (frame: string) => frame.slice(0, -length));
const changes = fc.oneof(anywhere, withinValue, cut);
const behind = fc.constantFrom('', '}', '"}', '1', '.5', '5}', ' }', '"buy"}', ',"price":1}', 'true}');

test('a request of a known form with any changes gives null or what zod returns, and so do those after it', () => {
  let followed = 0;
  fc.assert(
    fc.property(fc.array(forms, { maxLength: 12 }), forms, changes, behind, (known, form, change, rest) => {
      const own = connect();
      const other = connect(own.reader);
      const check = (frame: string, by = own) => {
        const plain = read(frame, by, rest);
        expect(plain ?? parsedByZod(frame)).toEqual(parsedByZod(frame));
        return plain;
      };
      for (const [place, frame] of [form, ...known].entries())
        expect(check(frame, place % 2 === 0 ? own : other)).not.toBeNull();
      const changed = change(form);
      if (check(changed) !== null && changed !== form) followed += 1;
      for (const by of [other, own]) expect(check(form, by)).not.toBeNull();
    }),
    { numRuns: 3_000 },
  );
  expect(followed).toBeGreaterThan(100);
});

function replaced(frame: string, place: number, length: number, text: string): string {
  const at = place % (frame.length + 1);
  return frame.slice(0, at) + text + frame.slice(at + length);
}

function parsedByZod(frame: string): unknown {
  return requestSchema.safeParse(parsed(frame)).data;
}

test('forms are learned and forgotten without end, and every request is read', () => {
  const own = connect();
  for (let n = 0; n < 500; n += 1) {
    const space = ' '.repeat(n % 61);
    for (const request of [PLACE, { ...CANCEL, requestId: `r${n}` }, AMEND])
      expect(read(space + JSON.stringify(request), own)).toEqual(request);
  }
});

test('forms that differ only at their end cost a request of another form at most two readings in vain', () => {
  const own = connect();
  const cancel = JSON.stringify({ type: 'cancel_order', orderId: 7 });
  const numbers = vi.spyOn(JsonCursor.prototype, 'number');
  onTestFinished(() => numbers.mockRestore());
  for (let spaces = 0; spaces < 100; spaces += 1) {
    numbers.mockClear();
    expect(read(cancel + ' '.repeat(spaces), own)).toEqual({ type: 'cancel_order', orderId: 7 });
    expect(numbers.mock.calls.length).toBeLessThanOrEqual(3);
  }
});

test('a connection knows its form after one request, however many forms others send', () => {
  const gateway = new RequestReader(['BTC-USD']);
  const own = connect(gateway);
  const words = vi.spyOn(JsonCursor.prototype, 'word');
  onTestFinished(() => words.mockRestore());
  const known: boolean[] = [];
  for (let n = 0; n < 400; n += 1) {
    words.mockClear();
    expect(read(JSON.stringify(CANCEL), own)).toEqual(CANCEL);
    known.push(words.mock.calls.length === 0);
    read(JSON.stringify(CANCEL) + ' '.repeat(n), connect(gateway));
  }
  expect(known).toEqual(known.map((_, index) => index > 0));
});

test('connections that write requests in one form share it', () => {
  const gateway = new RequestReader(['BTC-USD']);
  const formOf = (request: object) => {
    const one = connect(gateway);
    read(JSON.stringify(request), one);
    return one.forms.at(0);
  };
  expect(formOf({ ...PLACE, clientOrderId: 'b-2', side: 'sell', price: 7 })).toBe(formOf(PLACE));
  expect(formOf({ ...PLACE, postOnly: true })).not.toBe(formOf(PLACE));
  expect(formOf({ ...PLACE, requestId: 'r' })).not.toBe(formOf(PLACE));
});

function parsed(frame: string): unknown {
  try {
    return JSON.parse(frame);
  } catch {
    return undefined;
  }
}

test('numbers are the doubles of JSON.parse', () => {
  const number = fc
    .tuple(fc.integer({ min: -999_999_999, max: 999_999_999 }), fc.integer({ min: 0, max: 999_999 }))
    .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(6, '0')}`);
  fc.assert(
    fc.property(number, (text) => {
      fc.pre(Number(text) !== 0);
      expect(read(JSON.stringify(PLACE).replace('100.5', text))).toMatchObject({
        price: JSON.parse(text) as number,
      });
    }),
  );
});
