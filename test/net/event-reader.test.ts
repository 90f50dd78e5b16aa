/** The events that are read from bytes are those of parseFrame: every event that is followed, and the place of the others. */
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { parseFrame, type MarketEvent, type StreamEvent } from '../../src/contract/events.ts';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { replicaState } from '../../src/contract/replica-state.ts';
import { Replica } from '../../src/contract/replica.ts';
import { EventReader, type Interest } from '../../src/net/event-reader.ts';
import { BUILT_INS, NAMES } from '../../src/quick-pit/built-ins.ts';
import type { QuickBot } from '../../src/quick-pit/pit-options.ts';
import { QuickPit } from '../../src/quick-pit/quick-pit.ts';
import { A_TRADE } from '../support/a-trade.ts';

const MAIN = DEFAULT_INSTRUMENT.symbol;
const OTHER = 'ETH-USD';
const OWN: Interest = { account: 'bot-1', symbols: new Set([MAIN]) };
const VIRTUAL_MS = 8_000;

/** Of the built-in strategies in two instruments, as a relay sends them. */
const frames = recorded();

function recorded(): readonly string[] {
  const bots = NAMES.map((name, index): QuickBot => {
    const strategy = BUILT_INS[name] as QuickBot['strategy'];
    return { name: `bot-${index}`, strategy, symbol: index % 3 === 2 ? OTHER : MAIN };
  });
  const furtherInstruments = [{ ...DEFAULT_INSTRUMENT, symbol: OTHER }];
  const market = { instrument: DEFAULT_INSTRUMENT, furtherInstruments, isWholeStream: true };
  const pit = new QuickPit(bots, 1, [], market);
  const texts: string[] = [];
  pit.onEvents = (events) => void texts.push(JSON.stringify(events));
  pit.run(VIRTUAL_MS, VIRTUAL_MS, () => {});
  return texts;
}

interface Way {
  readonly interest: Interest | undefined;
  readonly wantsOrders: boolean;
}
const ways: readonly Way[] = [
  { interest: undefined, wantsOrders: false },
  { interest: undefined, wantsOrders: true },
  { interest: OWN, wantsOrders: false },
  { interest: OWN, wantsOrders: true },
  { interest: { account: 'nobody', symbols: new Set([MAIN, OTHER]) }, wantsOrders: false },
];

function readerOf({ interest, wantsOrders }: Way): EventReader {
  const reader = new EventReader();
  if (interest !== undefined) reader.follow(interest);
  if (wantsOrders) reader.wantOrders();
  return reader;
}

/** By JSON.parse, zod and a filter. */
function slowly(frame: string, { interest, wantsOrders }: Way): readonly StreamEvent[] {
  const unwanted = wantsOrders ? [] : (['order_update', 'book_orders'] as const);
  return parseFrame(frame, new Set(unwanted)).map((event) => {
    if (interest === undefined) return event;
    const ofSymbol = ['book_update', 'book_orders', 'order_update'].includes(event.type);
    const { symbol = '', account = '' } = event as { readonly symbol?: string; readonly account?: string };
    const isOthers = event.type === 'position_update' && account !== interest.account;
    if (!isOthers && !(ofSymbol && !interest.symbols.has(symbol))) return event;
    return { type: 'ignored', seq: event.seq, time: event.time };
  });
}

/** Behind the place, an event that is not followed may be anything without a closing brace. */
function withoutUnfollowed(frame: string, { interest, wantsOrders }: Way): string {
  const begins = (rest: string, field: string, values: Iterable<string>) =>
    [...values].some((value) => rest.startsWith(`,"${field}":${JSON.stringify(value)}`));
  return frame.replaceAll(
    /\{"type":"(\w+)"(,"seq":\d+,"time":\d+)(,[^}]*)\}/g,
    (event, type: string, place: string, rest: string) => {
      const isOrder = type === 'order_update' || type === 'book_orders';
      const isOthers =
        interest !== undefined &&
        ((type === 'position_update' && !begins(rest, 'account', [interest.account])) ||
          ((isOrder || type === 'book_update') && !begins(rest, 'symbol', interest.symbols)));
      return isOthers || (isOrder && !wantsOrders) ? `{"type":"of others"${place}}` : event;
    },
  );
}

function outcome(read: () => readonly StreamEvent[]): unknown {
  try {
    return read();
  } catch (error) {
    return (error as Error).message;
  }
}

/** A mistake in an event that is not followed may stay unnoticed. */
function expectRead(frame: string, way: Way): void {
  const read = outcome(() => readerOf(way).read(Buffer.from(frame)));
  const strictly = outcome(() => slowly(frame, way));
  const leniently = outcome(() => slowly(withoutUnfollowed(frame, way), way));
  expect(typeof leniently === 'string' ? [strictly] : [strictly, leniently]).toContainEqual(read);
}

afterEach(() => {
  vi.restoreAllMocks();
});

test.each(ways)('a recorded market, $interest.account $wantsOrders', (way) => {
  const reader = readerOf(way);
  expect(frames.length).toBeGreaterThan(100);
  for (const frame of frames) expect(reader.read(Buffer.from(frame))).toEqual(slowly(frame, way));
});

test('a frame with any bytes changed, removed or added gives the events that are followed, or the same error', () => {
  const pieces = [
    '"',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '-',
    '0',
    '1e9',
    '.5',
    '1e999',
    ' ',
    'null',
    'true',
    '\\',
    'é',
    '\u0001',
  ];
  fc.assert(
    fc.property(
      fc.nat(frames.length - 1),
      fc.nat(),
      fc.nat(12),
      fc.constantFrom('', ...pieces),
      fc.constantFrom(...ways),
      (index, place, removed, added, way) => {
        const frame = frames[index] as string;
        // Long checkpoints would take most of the time.
        const at = place % Math.min(frame.length, 4_000);
        const changed = frame.slice(0, at) + added + frame.slice(at + removed);
        expectRead(changed, way);
      },
    ),
    { numRuns: 700 },
  );
});

const number = fc.oneof(
  fc.double({ noNaN: true }),
  fc.integer(),
  fc.constantFrom(0, -0, 0.1, 1e21, 1e-7, 0.000001, Infinity, 2 ** 53, 123_456_789_012_345.6),
);

test('any numbers, texts and missing fields', () => {
  const event = fc.constantFrom<MarketEvent>(
    ...frames
      .flatMap((frame) => parseFrame(frame) as MarketEvent[])
      .filter(({ type }) => type !== 'exchange_status')
      .slice(0, 400),
  );
  const value = fc.oneof(number, fc.string(), fc.constantFrom(null, undefined, true, [], [[1, 2]], {}));
  fc.assert(
    fc.property(event, fc.nat(), value, fc.constantFrom(...ways), (given, place, changed, way) => {
      const names = Object.keys(given);
      const name = names[place % names.length] as string;
      expectRead(
        JSON.stringify([
          { ...given, [name]: changed },
          { ...given, seq: given.seq + 1 },
        ]),
        way,
      );
    }),
    { numRuns: 700 },
  );
});

test('the followed part of a replica is the same', () => {
  const [fast, slow] = [new Replica(), new Replica()];
  const reader = readerOf({ interest: OWN, wantsOrders: false });
  for (const frame of frames) {
    fast.apply(reader.read(Buffer.from(frame)));
    slow.apply(parseFrame(frame));
  }
  const followed = (replica: Replica) => {
    const { markets, positions, ...rest } = replicaState(replica);
    const [main] = markets;
    const own = positions.filter(([account]) => account === OWN.account);
    return { ...rest, main, own, mark: replica.markets.get(OTHER)?.markPrice };
  };
  expect(followed(fast).own).toHaveLength(1);
  expect(followed(fast)).toEqual(followed(slow));
});

test('the fields of the table that the exchange writes are read without JSON.parse', () => {
  const plain = frames.filter((frame) => !frame.includes('exchange_status'));
  const parse = vi.spyOn(JSON, 'parse');
  const reader = readerOf({ interest: OWN, wantsOrders: true });
  const types = new Set(plain.flatMap((frame) => reader.read(Buffer.from(frame)).map(({ type }) => type)));
  expect(parse).not.toHaveBeenCalled();
  expect([...types].toSorted()).toEqual([
    'book_update',
    'ignored',
    'mark_price',
    'order_update',
    'position_update',
    'trade',
  ]);
});

test('a status whose instruments are known is read without JSON.parse', () => {
  const checkpoints = frames.filter((frame) => frame.includes('exchange_status'));
  const reader = readerOf({ interest: OWN, wantsOrders: false });
  const [first = '', second = ''] = checkpoints;
  reader.read(Buffer.from(first));
  const parse = vi.spyOn(JSON, 'parse');
  const events = reader.read(Buffer.from(second));
  expect(parse).not.toHaveBeenCalled();
  vi.restoreAllMocks();
  expect(events).toEqual(slowly(second, { interest: OWN, wantsOrders: false }));
});

test('instruments that change are read again', () => {
  const reader = readerOf({ interest: OWN, wantsOrders: false });
  const checkpoint = frames.find((frame) => frame.includes('exchange_status')) ?? '';
  for (const symbol of [MAIN, 'SOL-USD', MAIN]) {
    const frame = checkpoint.replaceAll(`"${MAIN}"`, `"${symbol}"`);
    const [status] = reader.read(Buffer.from(frame));
    expect(status).toMatchObject({ instruments: [{ symbol }, { symbol: OTHER }] });
  }
});

test('an event that is not followed ends at its own brace', () => {
  const reader = readerOf({ interest: OWN, wantsOrders: false });
  const read = (...events: readonly object[]) => reader.read(Buffer.from(JSON.stringify(events)));
  const order = { type: 'order_update', seq: 1, time: 2, symbol: OTHER };
  const trade = { ...A_TRADE, seq: 2, time: 2 };
  const ignored = { type: 'ignored', seq: 1, time: 2 };
  expect(read({ ...order, note: '}' }, trade)).toEqual([ignored, trade]);
  expect(read({ ...order, note: '},' }, trade)).toEqual([ignored, trade]);
  expect(read({ ...order, note: { inner: {} }, last: 1 }, trade)).toEqual([ignored, trade]);
  expect(read({ ...order, note: [{}, { ...trade, seq: 3 }] }, trade)).toEqual([ignored, trade]);
});

test('a type with a new field is read by JSON.parse, and so is one that is unknown', () => {
  const reader = readerOf({ interest: OWN, wantsOrders: false });
  const read = (event: object) => reader.read(Buffer.from(JSON.stringify([event])));
  const trade = { ...A_TRADE, seq: 1, time: 2 };
  expect(read({ ...trade, venue: 'x' })).toEqual([trade]);
  expect(read({ type: 'later', seq: 1, time: 2, nested: { text: '}"{' } })).toEqual([
    { type: 'ignored', seq: 1, time: 2 },
  ]);
});
