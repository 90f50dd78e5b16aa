/** A session: a new one, or one that continues where its journal ends. */
import { randomUUID } from 'node:crypto';
import { version } from '../../../package.json' with { type: 'json' };
import { createState, type EngineState } from '../../engine/index.ts';
import type { Logger } from '../../runtime/log.ts';
import { Journal, type Durability } from '../../session/journal/journal.ts';
import { lockSession } from '../../session/journal/lock.ts';
import { CHECKPOINT_RULES } from '../../session/events/checkpoint-rules.ts';
import { recover } from '../../session/journal/recover.ts';
import type { StreamPosition } from '../../session/journal/segment-header.ts';
import { Snapshots } from '../../session/journal/snapshots.ts';
import { copyState } from '../../session/journal/state-copy.ts';
import type { ExchangeOptions, ExchangeSetup } from '../../config/exchange-config.ts';
import type { CsvSink } from '../../session/csv/csv-sink.ts';

const BEGINNING: StreamPosition = { seq: 0, digest: 0, time: 0 };

export interface ExchangeSession {
  readonly state: EngineState;
  readonly epoch: string;
  /** Position at which its event stream continues. */
  readonly at: StreamPosition;
  /** Rules of the stream's checkpoints: checkpoint-rules.ts. */
  readonly checkpointRules: number;
  /** Journal of the session. Null: none. */
  readonly journal: Journal | null;
  close(): Promise<void>;
}

export interface SessionOptions {
  /** Absolute path of the session's folder. */
  readonly folder: string;
  readonly options: ExchangeOptions;
  readonly setup: ExchangeSetup;
  readonly csv: CsvSink;
  readonly log: Logger;
  /** Script of the thread that makes snapshots. */
  readonly snapshotThread: URL;
}

/** @throws SetupError when the folder's journal cannot be continued or written */
export async function openSession(given: SessionOptions): Promise<ExchangeSession> {
  const { durability } = given.options;
  return durability === 'memory' ? inMemory(given) : withJournal(given, durability);
}

function inMemory({ options, setup }: SessionOptions): ExchangeSession {
  const fresh = { epoch: randomUUID(), at: BEGINNING, checkpointRules: CHECKPOINT_RULES };
  return { ...fresh, state: newState(options, setup), journal: null, close: async () => {} };
}

async function withJournal(given: SessionOptions, durability: Durability): Promise<ExchangeSession> {
  const { folder, options, setup, csv, log } = given;
  const { instruments, moneyDecimals, insuranceFund, orderEvents, checkpointMs, segmentBytes } = options;
  const wanted = { instruments, moneyDecimals, insuranceFund, orderEvents, checkpointMs };
  const cutsDamaged = options.cutDamagedJournal;
  const unlock = await lockSession(folder);
  const found = await recover({ session: folder, setup: wanted, program: version, csv, log, cutsDamaged });
  const state = found?.exchange.state ?? newState(options, setup);
  const epoch = found?.epoch ?? randomUUID();
  const at = found?.next.at ?? BEGINNING;
  const checkpointRules = found === null ? CHECKPOINT_RULES : (found.setup.checkpointRules ?? 1);

  const snapshots = new Snapshots(given.snapshotThread, log);
  const makeSnapshot = (segment: number, before: StreamPosition) => {
    const source = { at: before, journalBytes: journal.bytes, copy: () => copyState(state) };
    snapshots.make({ session: folder, segment, keepsJournal: options.keepJournal }, source);
  };
  const journal: Journal = new Journal(found?.next ?? { segment: 1, at }, {
    session: folder,
    durability,
    header: { program: version, epoch, rules: state.rules.version, setup: { ...wanted, checkpointRules } },
    onSegment: makeSnapshot,
    segmentBytes,
  });
  if (found !== null) makeSnapshot(found.next.segment, at);
  const close = async () => {
    journal.close();
    await snapshots.close();
    unlock();
  };
  return { state, epoch, at, checkpointRules, journal, close };
}

function newState(
  { orderEvents }: ExchangeOptions,
  { specs, insuranceFund, moneyGrid }: ExchangeSetup,
): EngineState {
  return createState(specs, insuranceFund, moneyGrid, orderEvents);
}
