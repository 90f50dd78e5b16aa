/** Frames and CSV files equal the events as objects. */
import type { Socket } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MarketEvent } from '../../../src/contract/events.ts';
import { DEFAULT_INSTRUMENT, type Instrument } from '../../../src/contract/instrument.ts';
import {
  columnsOf,
  csvTablesOf,
  eventOfRow,
  rowText,
  toRow,
  toText,
  type CsvTable,
} from '../../../src/session/csv/csv-tables.ts';
import { FrameBuffer, textFrames } from '../../../src/net/text-frames.ts';
import { isPublic } from '../../../src/session/events/audience.ts';
import { EventCodec } from '../../../src/session/events/event-codec.ts';
import { EventFrame, type FrameRows } from '../../../src/session/events/event-frame.ts';
import { EventStream } from '../../../src/session/events/event-stream.ts';
import type { PublishedFact } from '../../../src/session/events/published-fact.ts';
import { Wire } from '../../../src/session/events/wire.ts';
import { RULES_VERSION, type EngineState, type Facts } from '../../../src/engine/index.ts';
import { newPit, steps } from '../../support/any-commands.ts';
import { TestPit, type EngineEvent } from '../../support/pit.ts';
import { StrictRoom } from '../../support/strict-room.ts';

const IDENTITY = { epoch: 'e', checkpointMs: 1_000, instruments: [] as Instrument[] };

/** Events that the tests below cause. */
type CausedBelow =
  'liquidation' | 'index_price' | 'funding' | 'funding_rate' | 'market_state' | 'auction_update';
/** Every other public event, so that none is left uncompared. */
const EVERYTHING = Object.keys({
  book_update: true,
  mark_price: true,
  order_update: true,
  position_update: true,
  trade: true,
} satisfies Readonly<Record<Exclude<Facts.PublicEvent['type'], CausedBelow>, true>>);

test('after any commands, frames and rows are equal to the byte', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(steps, (commands) => {
      const pit = newPit({ publishesOrders: true });
      const both = new BothWays(pit.state);
      for (const command of commands) for (const type of both.write(command(pit))) seen.add(type);
      both.checkpoint();
    }),
  );
  expect([...seen]).toEqual(expect.arrayContaining(EVERYTHING));
});

test('so are those of an auction, its checkpoint in the middle included', () => {
  const pit = new TestPit([{ openingAuctionMs: 1_000 }]);
  pit.account('a');
  const both = new BothWays(pit.state);
  both.checkpoint();
  const types = [pit.passMs(100), pit.place('a', 'buy', 3, 102), pit.place('b', 'sell', 2, 98)].flatMap(
    (facts) => both.write(facts),
  );
  both.checkpoint();
  pit.place('b', 'sell', 1, 99);
  types.push(...both.write(pit.cancel('a', 'a-1')), ...both.write(pit.setPhase('halt')));
  both.checkpoint();
  expect(types.filter((type) => type === 'market_state' || type === 'auction_update')).toEqual([
    'market_state',
    'auction_update',
    'auction_update',
    'market_state',
  ]);
});

test('so are those of a liquidation, with the fund and a counterparty', () => {
  const pit = new TestPit([{}], 100, 6, 1);
  const both = new BothWays(pit.state);
  pit.open('ann', 10);
  pit.place('bob', 'sell', 5, 100);
  pit.place('ann', 'buy', 5, 100);
  pit.place('dan', 'buy', 1, 90);
  const types = both.write(pit.place('cat', 'sell', 1, 90));
  expect(types.filter((type) => type === 'liquidation').length).toBeGreaterThanOrEqual(4);
});

test('so are those of funding, with its column', () => {
  const funded = { ...DEFAULT_INSTRUMENT, impactQuantity: 1, fundingIntervalMs: 1_000 };
  const pit = new TestPit([funded], 100_000);
  const both = new BothWays(pit.state, [funded]);
  pit.wait(0.1);
  pit.place('bob', 'sell', 1.5, 50_000);
  pit.place('ann', 'buy', 1.5, 50_000);
  pit.place('cat', 'buy', 1, 50_200);
  pit.skip(1);
  expect(both.write(pit.apply({ type: 'advance_time' }))).toEqual(
    expect.arrayContaining(['funding', 'funding_rate']),
  );
  both.checkpoint();
  expect(csvTablesOf([funded], RULES_VERSION)[1]?.columns.at(-1)).toBe('fundingPaid');
});

test('so are an index price and the mark price that follows it', () => {
  const rules = { markPrice: 'index', markSmoothingMs: 1_000, markSpeedPerSecond: 0.1, impactQuantity: 10 };
  const pit = new TestPit([rules as Partial<Instrument>]);
  const both = new BothWays(pit.state);
  expect(both.write(pit.setIndex(105))).toEqual(['index_price']);
  expect(both.write(pit.wait(0.1))).toContain('mark_price');
});

test('so are prices and quantities of two instruments whose steps differ', () => {
  const pit = new TestPit([{}, { symbol: 'Y', tickSize: 0.5, lotSize: 0.001 }], 1_000_000);
  const both = new BothWays(pit.state);
  // Both orders have 100 steps of price and 2 of quantity.
  for (const [symbol, price, quantity] of [
    ['X', 100, 2],
    ['Y', 50, 0.002],
  ] as const) {
    both.write(pit.place('ann', 'sell', quantity, price, { symbol }));
    expect(both.write(pit.place('bob', 'buy', quantity, price, { symbol }))).toContain('trade');
  }
  both.checkpoint();
});

test.each([
  ['4 has no fees', 4, ''],
  ['5 has the fee of each side, a rebate negative', 5, ',"buyFee":0.3,"sellFee":-0.1'],
])('so are trades: rules version %s', (_, rulesVersion, fees) => {
  const rates = { makerFeeRate: -0.0001, takerFeeRate: 0.0003 };
  const pit = new TestPit([rates], 1_000_000, 6, 0, false, rulesVersion);
  const both = new BothWays(pit.state);
  pit.place('ann', 'sell', 10, 100);
  const facts = pit.place('bob', 'buy', 10, 100);
  expect(both.write(facts)).toContain('trade');
  const stream = new EventStream(pit.state, new Wire(pit.state), IDENTITY, 0);
  const [trade] = stream.number(facts.filter(isPublic), pit.state.time);
  expect(JSON.stringify(trade)).toBe(
    `{"type":"trade","seq":1,"time":${pit.state.time},"symbol":"X","tradeId":1,"price":100,"quantity":10,"aggressor":"buy","buyAccount":"bob","sellAccount":"ann","buyOrderId":2,"sellOrderId":1,"liquidation":false${fees}}`,
  );
});

/** The same facts as objects and as bytes. */
class BothWays {
  readonly #objects: EventStream;
  readonly #bytes: EventStream;
  readonly #room: FrameBuffer;
  readonly #frame: EventFrame;
  readonly #codec: EventCodec;
  readonly #state: EngineState;
  readonly #instruments: readonly Instrument[];

  constructor(state: EngineState, instruments: readonly Instrument[] = []) {
    this.#state = state;
    this.#instruments = instruments;
    this.#objects = new EventStream(state, new Wire(state), IDENTITY, 0);
    this.#bytes = new EventStream(state, new Wire(state), IDENTITY, 0);
    this.#room = new FrameBuffer();
    this.#frame = new EventFrame(state, this.#room);
    this.#codec = new EventCodec(state);
  }

  /** @returns the types of the public events */
  write(facts: readonly EngineEvent[]): readonly string[] {
    const all = facts.filter(isPublic);
    const events = this.#objects.number(all, this.#state.time);
    for (const fact of all) this.#add(fact);
    if (!this.#frame.isEmpty) this.#expectSame(events);
    return events.map(({ type }) => type);
  }

  checkpoint(): void {
    const events = this.#objects.checkpoint(this.#state.time, ['a warning, with a comma']);
    const facts = this.#bytes.checkpointFacts(['a warning, with a comma']);
    for (const fact of facts) this.#add(fact);
    this.#expectSame(events);
  }

  /** Adds the event to the frame, and writes it once more where it may not leave the room that it reserves. */
  #add(fact: PublishedFact): void {
    const seq = this.#bytes.reserve(1);
    this.#frame.add(fact, seq, this.#state.time);
    const write = this.#codec.writerOf(fact.type);
    write(fact, seq, this.#state.time, new StrictRoom(), new StrictRoom());
  }

  #expectSame(events: readonly MarketEvent[]): void {
    let digested = '';
    const rows = this.#frame.finish((text) => (digested = String(text)));
    expectFrame(this.#sent(), digested, events);
    expectRows(rows, events, this.#instruments, this.#state.rules.version);
  }

  /** The frames as a reader gets them. */
  #sent(): Buffer {
    const written: Buffer[] = [];
    const connection = { writableLength: 0, write: (bytes: Buffer) => written.push(Buffer.from(bytes)) };
    this.#room.writeTo([connection as unknown as Socket]);
    return Buffer.concat(written);
  }
}

function expectFrame(sent: Buffer, digested: string, events: readonly MarketEvent[]): void {
  const json = JSON.stringify(events);
  expect(sent).toEqual(textFrames([Buffer.from(json)]));
  expect(digested).toBe(`${json.slice(1, -1)},`);
}

/** The rows of the frame, those of the objects, and the text that papaparse makes are one; read, they are the event. */
function expectRows(
  rows: readonly FrameRows[],
  events: readonly MarketEvent[],
  instruments: readonly Instrument[],
  rulesVersion: number,
): void {
  for (const table of csvTablesOf(instruments, rulesVersion)) {
    const own = events.filter(({ type }) => type === table.type);
    const found = rows.find(({ type }) => type === table.type);
    const text = own.length === 0 ? '' : toText(own.map((event) => toRow(table, event)));
    expect(found?.bytes.toString() ?? '').toBe(text);
    expect(own.map((event) => rowText(table, event)).join('')).toBe(text);
    expect(found?.count ?? 0).toBe(own.length);
    expect(found?.firstSeq).toBe(own[0]?.seq);
    const read = own.map((event) => eventOfRow(table.type, cellsOf(table, event)));
    expect(JSON.stringify(read)).toBe(JSON.stringify(own));
  }
}

/** As a reader finds them that asks for every column: empty where this session has no such column. */
function cellsOf(table: CsvTable, event: MarketEvent): readonly string[] {
  const cells = rowText(table, event).trimEnd().split(',');
  return columnsOf(table.type).map((column) => cells[table.columns.indexOf(column)] ?? '');
}
