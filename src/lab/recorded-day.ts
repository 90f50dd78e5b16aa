/**
 * A recorded day for the lab: a whole LOBSTER message file, and the instrument on which it is traded.
 *
 * 1. Each slice of the day takes the place of a seed. Slices are contiguous, and each has its warm-up before it. The
 *    first slice therefore begins WARM_UP_MS after the first message.
 * 2. LOBSTER counts seconds after midnight in the exchange's own time zone. The lab's clock shows them as UTC. The date
 *    comes from the file's name, or else it is the day on which a pit of the lab opens.
 */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Instrument } from '../contract/instrument.ts';
import { FileBook } from '../workers/replay/file-book.ts';
import { InstrumentGrid } from '../workers/replay/instrument-grid.ts';
import { seedLevels, type SeedLevel } from '../workers/replay/lobster-book.ts';
import { findOrderBook, readFirstLine, readMessages } from '../workers/replay/lobster-file.ts';
import {
  LineError,
  LOBSTER_PRICE_SCALE,
  parseMessage,
  type LobsterMessage,
} from '../workers/replay/lobster-message.ts';
import { anonymousOrders } from '../workers/replay/replayer.ts';
import { SetupError } from '../runtime/failure.ts';
import { skim } from '../workers/replay/skim.ts';
import { stepsOf, type ReplayStep } from '../workers/replay/steps.ts';
import { EPOCH_MS, WARM_UP_MS } from './epoch.ts';

const NANOS_PER_MS = 1_000_000;
const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;
const CENT = 0.01;
/** Longer than any line of a message file. */
const LINE_BYTES_MAX = 4_096;

/** Fees and margin, as in `resources/aapl.json`. */
const STOCK_TERMS = {
  lotSize: 1,
  makerFeeRate: -0.0000034,
  takerFeeRate: 0.0000051,
  marginTiers: [
    { upTo: 1_000_000, maxLeverage: 4, maintenanceRate: 0.125 },
    { upTo: null, maxLeverage: 2, maintenanceRate: 0.25 },
  ],
};

/** A recording, as the command line names it. */
export interface RecordingFile {
  /** Path of the message file. */
  readonly path: string;
  readonly symbol: string;
}

export interface RecordedDay {
  readonly instrument: Instrument;
  readonly grid: InstrumentGrid;
  readonly steps: readonly ReplayStep[];
  /** Orders that rested before the first message. */
  readonly levels: readonly SeedLevel[];
  /** Midnight before the first message, in milliseconds since the Unix epoch. */
  readonly midnightMs: number;
}

/** A part of a recorded day, with the warm-up before it. */
export interface Slice {
  /** Start of the warm-up, in milliseconds after midnight of the recording. */
  readonly beginsMs: number;
  /** Book at that moment. */
  readonly book: FileBook;
  /** Steps from that moment on. */
  readonly steps: readonly ReplayStep[];
}

/** @throws SetupError with one sentence that names the file, and the line if that is invalid */
export async function readRecordedDay({ path, symbol }: RecordingFile): Promise<RecordedDay> {
  try {
    const messages = await all(readMessages(path));
    const [first] = messages;
    if (first === undefined) throw new SetupError(`${path} is empty`);
    const levels = await readLevels(path, first);
    const instrument = instrumentOf(symbol, levels, messages);
    const grid = new InstrumentGrid(instrument);
    const steps = await all(stepsOf(messages, grid));
    return { instrument, grid, steps, levels, midnightMs: midnightOf(path) };
  } catch (error) {
    if (error instanceof LineError) throw new SetupError(`${path} ${error.message}`);
    throw error;
  }
}

/**
 * Milliseconds from the first message of a file to its last one. Only these two are read.
 * @throws SetupError with one sentence
 */
export function recordedMs(path: string): number {
  const [first, last] = endsOf(path);
  try {
    const began = parseMessage(first, 0).timeNanos;
    return (parseMessage(last, 0).timeNanos - began) / NANOS_PER_MS;
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    throw new SetupError(
      `${path} is not a LOBSTER message file: its first line is '${first.slice(0, 60)}', its last one '${last.slice(0, 60)}'.`,
    );
  }
}

/** Number of slices of so many minutes in a recording. */
export function countSlices(lastsMs: number, minutes: number): number {
  return Math.max(0, Math.floor((lastsMs - WARM_UP_MS) / (minutes * MS_PER_MINUTE)));
}

/** @param number number of the slice, from 1 */
export function sliceOf(day: RecordedDay, number: number, minutes: number): Slice {
  const { steps, grid, levels } = day;
  const firstMs = (steps[0]?.timeNanos ?? 0) / NANOS_PER_MS;
  const beginsMs = firstMs + (number - 1) * minutes * MS_PER_MINUTE;
  const book = new FileBook();
  for (const order of anonymousOrders(levels, grid)) book.place(order);
  const from = steps.findIndex(({ timeNanos }) => timeNanos / NANOS_PER_MS >= beginsMs);
  const past = from === -1 ? steps : steps.slice(0, from);
  for (const step of past) skim(book, step);
  return { beginsMs, book, steps: steps.slice(past.length) };
}

/** The first and the last line of a file. */
function endsOf(path: string): readonly [string, string] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new SetupError(`--recorded: there is no file ${path}.`);
  if (!found.isFile()) throw new SetupError(`--recorded: ${path} is a folder; name a message file in it.`);
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw new SetupError(`${path} cannot be read: ${(error as Error).message}`);
  }
  try {
    const { size } = fstatSync(file);
    const read = (position: number) => {
      const bytes = Buffer.alloc(LINE_BYTES_MAX);
      return bytes.toString('utf8', 0, readSync(file, bytes, 0, LINE_BYTES_MAX, position));
    };
    const [first = ''] = read(0).split(/\r?\n/);
    const last = read(Math.max(0, size - LINE_BYTES_MAX))
      .trimEnd()
      .split(/\r?\n/)
      .at(-1);
    return [first, last ?? ''];
  } finally {
    closeSync(file);
  }
}

async function readLevels(path: string, first: LobsterMessage): Promise<readonly SeedLevel[]> {
  const book = await findOrderBook(path);
  if (book === undefined) return [];
  try {
    return seedLevels(await readFirstLine(book), first);
  } catch (error) {
    if (error instanceof LineError) throw new SetupError(`${book} ${error.message}`);
    throw error;
  }
}

/** The instrument. Its reference price is the mid of the opening book, or the first price of the file. */
function instrumentOf(
  symbol: string,
  levels: readonly SeedLevel[],
  messages: readonly LobsterMessage[],
): Instrument {
  const prices = messages.filter(({ kind }) => kind !== 'ignored').map(({ price }) => price);
  const centUnits = LOBSTER_PRICE_SCALE * CENT;
  const isInCents = [...prices, ...levels.map(({ price }) => price)].every(
    (price) => price % centUnits === 0,
  );
  const units = isInCents ? centUnits : 1;
  const of = (side: SeedLevel['side']) =>
    levels.filter((level) => level.side === side).map(({ price }) => price);
  const [bid, ask] = [Math.max(...of('buy')), Math.min(...of('sell'))];
  const middle = Number.isFinite(bid) && Number.isFinite(ask) ? (bid + ask) / 2 : (prices[0] ?? units);
  return {
    symbol,
    tickSize: units / LOBSTER_PRICE_SCALE,
    referencePrice: (Math.round(middle / units) * units) / LOBSTER_PRICE_SCALE,
    ...STOCK_TERMS,
  };
}

async function all<Value>(values: AsyncIterable<Value>): Promise<readonly Value[]> {
  const list: Value[] = [];
  for await (const value of values) list.push(value);
  return list;
}

/**
 * Midnight of the day in the file's name. LOBSTER's names are like `AAPL_2012-06-21_34200000_57600000_message_50.csv`.
 */
function midnightOf(path: string): number {
  const [, date = ''] = /(?:^|_)(\d{4}-\d\d-\d\d)_/.exec(basename(path)) ?? [];
  const named = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(named) ? Math.floor(EPOCH_MS / MS_PER_DAY) * MS_PER_DAY : named;
}
