/**
 * The code of `npm run bench -- codec`: processor time to write the events of random trading as frames with their CSV
 * rows, compared with JSON.stringify and papaparse on the same events as objects, in turns. Both must write the same
 * bytes.
 */
import type { MarketEvent } from '../../../src/contract/events.ts';
import { apply, RULES_VERSION, type EngineState } from '../../../src/engine/index.ts';
import { csvTablesOf, toRow, toText } from '../../../src/session/csv/csv-tables.ts';
import { FrameBuffer } from '../../../src/net/text-frames.ts';
import { isPublic } from '../../../src/session/events/audience.ts';
import { EventFrame } from '../../../src/session/events/event-frame.ts';
import type { PublishedFact, Stamp } from '../../../src/session/events/published-fact.ts';
import { Wire } from '../../../src/session/events/wire.ts';
import { at, cancelOrder, openExchange, placeOrder, type Command } from '../exchange.ts';
import { processorSeconds } from '../processor-time.ts';
import { seededRandom, type Random } from '../random.ts';
import { median } from '../speed.ts';

const ACCOUNTS = 100;
const DEPOSIT = 1_000_000_000;
/** Price in ticks around which the accounts quote. */
const MID = 100_000;
/** Number of commands in one turn of the exchange's event loop. */
const TURN = 8;
/** Number of commands, small enough that the facts stay in the processor's cache, as in the exchange. */
const COMMANDS = 3_000;
const PASSES = 10;
const WARM_ROUNDS = 3;
const NANOS_PER_SECOND = 1_000_000_000;
const START_MICROS = 1_700_000_000_000_000;
const TABLES = csvTablesOf([], RULES_VERSION);

interface Published extends Stamp {
  readonly fact: PublishedFact;
}
type Turn = readonly Published[];
/** Writes all turns. @returns the number of bytes written */
type Contender = () => number;

/** @returns the report, line by line */
export function runCodecBench(seed: number, rounds: number): readonly string[] {
  const state = openExchange({
    accounts: ACCOUNTS,
    deposit: DEPOSIT,
    instrument: { priceBand: undefined },
    publishesOrders: true,
  });
  const turns = tradingOf(state, seededRandom(seed));
  const events = turns.flat().length;
  const codec = withCodec(state, turns);
  const beside = withLibraries(state, turns);
  const [bytes, expected] = [codec(), beside()];
  if (bytes !== expected) throw new Error(`the codec wrote ${bytes} bytes, JSON and papaparse ${expected}`);
  const [own, other] = inTurns([codec, beside], rounds).map((ns) => ns / events / PASSES);
  if (own === undefined || other === undefined) throw new Error('no rounds');
  return [
    `seed ${seed}, node ${process.version}: ${events.toLocaleString('en')} events of ${COMMANDS.toLocaleString('en')} commands, ${Math.round(bytes / events)} bytes each with their CSV rows`,
    `  frames and rows                       ${own.toFixed(0)} ns of processor time per event`,
    `  objects, JSON.stringify and papaparse ${other.toFixed(0)} ns, ${(other / own).toFixed(1)} ×`,
  ];
}

/** Places and cancels around a moving price. */
function tradingOf(state: EngineState, random: Random): readonly Turn[] {
  const live: { readonly account: number; readonly orderId: EngineState['nextOrderId'] }[] = [];
  const turns: Published[][] = [];
  let [mid, seq] = [MID, 1];
  for (let operation = 1; operation <= COMMANDS; operation += 1) {
    mid += random(3) - 1;
    const time = at(START_MICROS + operation * 37);
    if (operation % TURN === 1) turns.push([]);
    for (const fact of apply(state, commandOf(operation), time).filter(isPublic)) {
      turns.at(-1)?.push({ fact, seq, time });
      seq += 1;
    }
  }
  return turns;

  function commandOf(operation: number): Command {
    const place = random(10) < 4 ? random(live.length + 1) : live.length;
    const [target] = live.splice(place, 1);
    if (target !== undefined) return cancelOrder(target.account, { orderId: target.orderId });
    const account = random(ACCOUNTS);
    const side = random(2) === 0 ? 'buy' : 'sell';
    const distance = random(40) - 5;
    live.push({ account, orderId: state.nextOrderId });
    const price = side === 'buy' ? mid - distance : mid + distance;
    return placeOrder({ operation, account, side, lots: 1 + random(400), price });
  }
}

function withCodec(state: EngineState, turns: readonly Turn[]): Contender {
  const room = new FrameBuffer();
  const frame = new EventFrame(state, room);
  return () => turns.reduce((sum, turn) => sum + written(frame, room, turn), 0);
}

function written(frame: EventFrame, room: FrameBuffer, turn: Turn): number {
  for (const { fact, seq, time } of turn) frame.add(fact, seq, time);
  if (frame.isEmpty) return 0;
  const rows = frame.finish(() => {});
  const size = rows.reduce((sum, row) => sum + row.bytes.length, room.text.length);
  room.writeTo([]);
  return size;
}

function withLibraries(state: EngineState, turns: readonly Turn[]): Contender {
  const wire = new Wire(state);
  return () => {
    let bytes = 0;
    for (const turn of turns) {
      const events = turn.map(({ fact, seq, time }) => wire.event(fact, { seq, time }));
      if (events.length > 0) bytes += Buffer.from(JSON.stringify(events)).length + rowBytes(events);
    }
    return bytes;
  };
}

function rowBytes(events: readonly MarketEvent[]): number {
  let bytes = 0;
  for (const table of TABLES) {
    const rows = events.filter(({ type }) => type === table.type).map((event) => toRow(table, event));
    if (rows.length > 0) bytes += Buffer.from(toText(rows)).length;
  }
  return bytes;
}

/** @returns the median processor time of PASSES passes of each contender, in ns */
function inTurns(contenders: readonly Contender[], rounds: number): readonly number[] {
  const times = contenders.map((): number[] => []);
  for (let round = 0; round < rounds + WARM_ROUNDS; round += 1) {
    for (const [index, contender] of contenders.entries()) {
      const ns = processorTime(contender);
      if (round >= WARM_ROUNDS) times[index]?.push(ns);
    }
  }
  return times.map(median);
}

function processorTime(contender: Contender): number {
  const seconds = processorSeconds(() => {
    for (let pass = 0; pass < PASSES; pass += 1) contender();
  });
  return seconds * NANOS_PER_SECOND;
}
