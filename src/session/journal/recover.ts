/**
 * Recovers a session from its folder: from the newest whole snapshot and the journal after it. Recovery also rebuilds
 * the CSV rows that are missing because of a crash.
 */
import {
  closeSync,
  copyFileSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  renameSync,
  truncateSync,
  unlinkSync,
} from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { SetupError } from '../../runtime/failure.ts';
import type { Logger } from '../../runtime/log.ts';
import type { CsvSink } from '../csv/csv-sink.ts';
import type { CheckpointPlace } from './checkpoint-index.ts';
import { hasAllRows } from '../csv/csv-reach.ts';
import { findLateWrites } from './late-writes.ts';
import { lastCheckpointBefore } from './shortcut.ts';
import type { ReplayedExchange } from './replayed-exchange.ts';
import {
  countSegment,
  readNext,
  replaySegment,
  startBefore,
  type Start,
  type ReplayedEntry,
} from './replay.ts';
import { listFiles, segmentPath, snapshotPath } from './journal-folder.ts';
import { JournalError, type JournalPosition } from './journal-error.ts';
import { readWhole, Segment } from './segment.ts';
import type { JournalSetup, SegmentStart } from './segment-header.ts';

/**
 * Time after which the event loop gets a turn. Clients that connect meanwhile learn that the exchange is recovering.
 */
const SLICE_MS = 20;
/** Largest number of rows that wait before they are written. */
const ROWS_WAITING_MAX = 20_000;

export interface RecoveryOptions {
  readonly session: string;
  readonly setup: JournalSetup;
  /** Version of this Botpit. */
  readonly program: string;
  readonly csv: CsvSink;
  readonly log: Logger;
  /** True: set aside everything after a damaged record. */
  readonly cutsDamaged: boolean;
}

export interface Recovered {
  readonly exchange: ReplayedExchange;
  readonly epoch: string;
  /** The setup that the journal records. */
  readonly setup: JournalSetup;
  /** Segment with which the journal continues. */
  readonly next: SegmentStart;
}

/** @returns null when there is no journal @throws SetupError that names the obstacle */
export async function recover(options: RecoveryOptions): Promise<Recovered | null> {
  try {
    setLateWritesAside(options);
    return await recoverWhole(options);
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    if (error.place === undefined) throw new SetupError(error.message);
    if (!options.cutsDamaged) throw new SetupError(`${error.message} ${ADVICE}`);
    options.log.warn(error.message);
    putAside(options, error.place);
    // The replay has made the rows up to here. The next attempt makes them again.
    await options.csv.drop();
    return recover({ ...options, cutsDamaged: false });
  }
}

const ADVICE =
  'All before it can be had: start once with --cut-damaged-journal, which puts aside what follows, or choose another folder.';

/**
 * @throws SetupError when two exchanges wrote to the folder at the same time, unless the user wants that part set aside
 */
function setLateWritesAside({ session, cutsDamaged, log }: RecoveryOptions): void {
  for (const { path, length, size } of findLateWrites(session)) {
    const what = `${path} has ${size - length} bytes from byte ${length} on that were written after another exchange had started the next segment: two exchanges wrote to this folder at once.`;
    if (!cutsDamaged) throw new SetupError(`${what} ${LATE_ADVICE}`);
    copyFileSync(path, `${path}.damaged`);
    truncateSync(path, length);
    log.warn(`${what} They were put aside in ${path}.damaged`);
  }
}

const LATE_ADVICE =
  'The segments after it do not include their orders: start once with --cut-damaged-journal, which puts them aside and keeps the segments after them, or choose another folder.';

async function recoverWhole(options: RecoveryOptions): Promise<Recovered | null> {
  const { session, csv, setup } = options;
  const last = lastSegment(options);
  if (last !== null) {
    compareSetups(session, last.header.setup, setup);
    return replayAll(options, last.header.segment);
  }
  if (csv.resume(Number.MAX_SAFE_INTEGER) === 0) return null;
  throw new SetupError(
    `${session} holds CSV files of a session without a journal: choose another folder, or --durability memory to append to them.`,
  );
}

/** The newest segment. A segment whose header was cut short has no entries, so it is deleted. */
function lastSegment({ session, log }: RecoveryOptions): Segment | null {
  for (const number of listFiles(session, 'log').toReversed()) {
    const segment = Segment.read(session, number);
    if (segment !== null) return segment;
    log.warn(`${segmentPath(session, number)} was cut short before its first entry; it is deleted`);
    unlinkSync(segmentPath(session, number));
  }
  return null;
}

/** Moves everything after the position to files that Botpit does not read. */
function putAside({ session, log }: RecoveryOptions, { segment, offset }: JournalPosition): void {
  const whole = offset === 0 ? segment - 1 : segment;
  const files = (['log', 'snapshot'] as const).flatMap((kind) =>
    listFiles(session, kind)
      .filter((number) => number > whole)
      .map((number) => (kind === 'log' ? segmentPath : snapshotPath)(session, number)),
  );
  for (const path of files) renameSync(path, `${path}.damaged`);
  if (offset > 0) {
    const path = segmentPath(session, segment);
    copyFileSync(path, `${path}.damaged`);
    truncateSync(path, offset);
  }
  log.warn(`what follows byte ${offset} of ${segmentPath(session, segment)} was put aside in .damaged files`);
}

function compareSetups(session: string, recorded: JournalSetup, wanted: JournalSetup): void {
  for (const key of Object.keys(recorded) as (keyof JournalSetup)[]) {
    // A session keeps the checkpoint rules with which it began.
    if (key === 'checkpointRules' || isDeepStrictEqual(recorded[key], wanted[key])) continue;
    const [was, is] = [JSON.stringify(recorded[key]), JSON.stringify(wanted[key])];
    throw new SetupError(
      `the session in ${session} was started with ${key} ${was} and cannot continue with ${is}: start it with the same value, or choose another folder.`,
    );
  }
}

async function replayAll(options: RecoveryOptions, number: number): Promise<Recovered> {
  const { session, csv, log } = options;
  const startMs = performance.now();
  const { exchange, segment: first } = startFor(options);
  const shortcut = lastCheckpointBefore(session, first, number, options.program);
  let last = readWhole(session, first);
  let whole = await replayRows(last, exchange, csv, shortcut);
  while (last.header.segment < number) {
    last = readNext(session, last, whole);
    whole = await replayRows(last, exchange, csv, shortcut);
  }
  if (whole < last.size) cutTorn(last, whole, log);
  await csv.flush();
  const { at } = exchange;
  csv.resume(at.seq);
  const ms = Math.round(performance.now() - startMs);
  log.info(`recovered to seq ${at.seq} from ${session}, segments ${first} to ${number}, in ${ms} ms`);
  const { epoch, setup } = last.header;
  return { exchange, epoch, setup, next: { segment: number + 1, at, previousBytes: whole } };
}

/** The newest position from which both the state and the CSV files can be rebuilt. */
function startFor({ session, csv, log }: RecoveryOptions): Start {
  const rows = csv.resume(Number.MAX_SAFE_INTEGER);
  const newest = startBefore(session, Number.MAX_SAFE_INTEGER);
  if (newest.exchange.at.seq <= rows || hasAllRows(session, newest.exchange)) return newest;
  try {
    return startBefore(session, rows);
  } catch (error) {
    if (!(error instanceof JournalError) || error.place !== undefined) throw error;
    log.warn(`CSV rows after seq ${rows} cannot all be rebuilt: the journal does not reach back that far`);
    return newest;
  }
}

/**
 * @param shortcut position up to which the files have all rows; null: none
 * @returns number of whole bytes of the segment
 */
async function replayRows(
  segment: Segment,
  exchange: ReplayedExchange,
  csv: CsvSink,
  shortcut: CheckpointPlace | null,
): Promise<number> {
  const { segment: number } = segment.header;
  if (shortcut === null || number > shortcut.segment) return writeRows(replaySegment(segment, exchange), csv);
  const end = number === shortcut.segment ? shortcut.offset : Infinity;
  const counted = await writeRows(countSegment(segment, exchange, end), csv);
  if (number < shortcut.segment) return counted;
  exchange.believe(shortcut);
  return writeRows(replaySegment(segment, exchange, counted), csv);
}

async function writeRows(steps: Generator<ReplayedEntry, number>, csv: CsvSink): Promise<number> {
  let turnAt = performance.now() + SLICE_MS;
  for (let next = steps.next(); ; next = steps.next()) {
    if (next.done === true) return next.value;
    csv.writeEvents(next.value.events);
    if (csv.waiting > ROWS_WAITING_MAX && csv.warnings.length === 0) await csv.flush();
    if (performance.now() < turnAt) continue;
    await nextTurn();
    turnAt = performance.now() + SLICE_MS;
  }
}

function cutTorn({ path, size }: Segment, whole: number, log: Logger): void {
  log.warn(`${path}: ${size - whole} bytes of a last write that was cut short are cut off at byte ${whole}`);
  const file = openSync(path, 'r+');
  ftruncateSync(file, whole);
  // The next segment records the length of this one.
  fsyncSync(file);
  closeSync(file);
}
