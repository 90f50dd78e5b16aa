/** The exchange process: engine, order gateway, event stream and CSV files around one sequencer. */
import { randomFillSync } from 'node:crypto';
import type { Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { WebSocket } from 'ws';
import { FRAME_BYTES_MAX, LOGIN_FRAME_BYTES_MAX, REVALUE_INTERVAL_MS } from '../../contract/protocol.ts';
import {
  checkInvariants,
  isTimed,
  reserveOrders,
  RULES_VERSION,
  seedHashes,
  TIME_STEP_MS,
  type EngineState,
} from '../../engine/index.ts';
import { operatorToken, tlsFor, tokenFor } from '../../config/common-options.ts';
import { runWorker, type WorkerFrame, type Running } from '../../runtime/worker-frame.ts';
import type { Logger } from '../../runtime/log.ts';
import { recordedHeader } from '../../session/journal/recorded-setup.ts';
import { sessionName } from '../../session/session-name.ts';
import { Broadcast } from '../../net/broadcast.ts';
import { StampClock } from '../../runtime/clock.ts';
import { answerMetrics, requestsIn, type Measured } from '../../runtime/metrics.ts';
import { listen } from '../../net/server.ts';
import {
  compileSetup,
  exchangeProgram,
  type ExchangeOptions,
  type ExchangeSetup,
  type GivenOptions,
  withInstruments,
} from '../../config/exchange-config.ts';
import { CsvSink } from '../../session/csv/csv-sink.ts';
import { csvTablesOf } from '../../session/csv/csv-tables.ts';
import { Doorkeeper } from '../../config/accounts-file.ts';
import { EventStream } from '../../session/events/event-stream.ts';
import { followAccounts } from './follow-accounts.ts';
import { Gateway } from './gateway.ts';
import { Publisher } from './publisher.ts';
import { Sequencer, type Outputs } from './sequencer.ts';
import { Reception } from './reception.ts';
import { roomCommands } from './room-desk.ts';
import { openSession, type ExchangeSession } from './session.ts';
import { Wire } from '../../session/events/wire.ts';

const SNAPSHOT_THREAD = new URL('./exchange-snapshots.js', import.meta.url);
const MICROS_PER_SECOND = 1_000_000;

// A scavenge takes less than a millisecond. With helper threads it waits until the system runs them, which takes
// several milliseconds when the processors are busy.
setFlagsFromString('--no-parallel-scavenge');

seedHashes(randomFillSync);

await runWorker(exchangeProgram, ({ options }, frame) => startExchange(options, frame));

async function startExchange(given: GivenOptions, frame: WorkerFrame): Promise<Running> {
  const { log } = frame;
  const folder = resolve(given.dataDir ?? join('sessions', sessionName(new Date())));
  const recorded = recordedHeader(folder);
  const options = withInstruments(given, recorded?.setup.instruments);
  const setup = compileSetup(options);
  const reception = new Reception();
  const { orders, events } = await openPorts(options, log, reception, (...reader) =>
    publisher.join(...reader),
  );
  const isContinued = recorded !== null && options.durability !== 'memory';
  const tables = csvTablesOf(setup.instruments, isContinued ? recorded.rules : RULES_VERSION);
  const csv = new CsvSink(folder, log, tables);
  const session = await openSession({ folder, options, setup, csv, log, snapshotThread: SNAPSHOT_THREAD });
  const { sequencer, publisher, gateway, doorkeeper, measure } = assemble(options, setup, session, csv, log);
  const { accountsFile: file } = options;
  const { logins } = gateway;
  if (session.state.isClosing) sequencer.submit({ type: 'open_market' });
  const endTimers = startTimers(options, session.state, sequencer);
  const accounts = () => session.state.accounts.map(({ name }) => name);
  const endFollowing = followAccounts({ file, setup, accounts, doorkeeper, logins, log });
  reception.open((socket, connection) => gateway.accept(socket, connection));
  frame.onMessage((message) => {
    for (const command of roomCommands(session.state, message) ?? []) sequencer.submit(command);
    session.journal?.commit();
    if ((message as { readonly type?: unknown }).type !== 'flush') return;
    publisher.flush();
    void csv.flush().then(() => frame.announce({ event: 'flushed' }));
  });
  answerMetrics(frame, measure);
  log.info(whereFilesAre(folder, session));
  frame.announce({ event: 'ready', ports: { orders: orders.port, events: events.port } });

  return {
    stop: async () => {
      endTimers();
      endFollowing();
      sequencer.submit({ type: 'close_market' });
      logins.sayGoodbye();
      await orders.close();
      publisher.stop();
      await Promise.all([events.close(), csv.close()]);
      await session.close();
      log.info('closed');
    },
  };
}

function whereFilesAre(folder: string, { journal }: ExchangeSession): string {
  if (journal !== null) return `the journal, trades.csv and performance.csv are written to ${folder}`;
  return `trades.csv and performance.csv are written to ${folder}; there is no journal, so a crash ends the session`;
}

/** Starts what happens without a request. @returns a function that ends it */
function startTimers(options: ExchangeOptions, state: EngineState, sequencer: Sequencer): () => void {
  const revalue = (): void => {
    if (state.movedMarkets.size > 0) sequencer.submit({ type: 'revalue' });
  };
  const timers = [setInterval(revalue, REVALUE_INTERVAL_MS)];
  if (isTimed(state)) timers.push(setInterval(() => sequencer.advance(), TIME_STEP_MS));
  if (options.checkInvariants) timers.push(setInterval(() => checkInvariants(state), options.checkpointMs));
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}

/** Connects the parts through which every command of the session passes. */
function assemble(
  options: ExchangeOptions,
  setup: ExchangeSetup,
  session: ExchangeSession,
  csv: CsvSink,
  log: Logger,
) {
  const { state, epoch, at, journal, checkpointRules } = session;
  const { checkpointMs, totalOrdersMax } = options;
  reserveOrders(state, totalOrdersMax);
  const wire = new Wire(state);
  const stream = new EventStream(
    state,
    wire,
    { epoch, checkpointMs, instruments: setup.instruments, checkpointRules },
    at.seq,
  );
  const readers = new Broadcast();
  let trades = 0;
  const outputs: Outputs = {
    record: (command, time) => {
      publisher.relieve();
      journal?.append(stream.seq, time, command);
    },
    publish: (fact, time, kind) => publisher.publish(fact, time, kind),
    deliver: (fact, time, command, kind) => gateway.deliver(fact, time, command, kind),
  };
  const clock = new StampClock({ after: at.time, warn: log.warn });
  const sequencer = new Sequencer(state, clock.now, outputs, options.checkInvariants, at.time);
  const publisher = new Publisher(state, stream, readers, {
    checkpointMs,
    digest: at.digest,
    journal,
    sink: (rows) => {
      csv.write(rows);
      // trades.csv has one row for each published trade.
      for (const { type, count } of rows) if (type === 'trade') trades += count;
    },
    warnings: () => csv.warnings,
    now: () => sequencer.now(),
  });
  const doorkeeper = createDoorkeeper(options, setup);
  const gateway = new Gateway(sequencer, {
    state,
    wire,
    setup,
    epoch,
    limits: options,
    seq: () => stream.seq,
    commit: () => journal?.commit(),
    doorkeeper,
  });
  const measure = () => measured({ session, gateway, stream, readers, csv, clock, trades });
  return { sequencer, publisher, gateway, doorkeeper, measure };
}

interface Parts {
  readonly session: ExchangeSession;
  readonly gateway: Gateway;
  readonly stream: EventStream;
  readonly readers: Broadcast;
  readonly csv: CsvSink;
  readonly clock: StampClock;
  /** Number of published trades. */
  readonly trades: number;
}

function measured({ session, gateway, stream, readers, csv, clock, trades }: Parts): Measured {
  const { latency, logins } = gateway;
  return {
    counters: {
      requests: requestsIn(latency),
      trades,
      events: stream.seq,
      journal_bytes: session.journal?.bytes ?? 0,
    },
    gauges: {
      clients: logins.traders,
      live_orders: session.state.orders.size,
      readers: readers.readers,
      queue_bytes: readers.queuedBytes,
      csv_waiting_rows: csv.waiting,
      clock_drift_seconds: clock.driftMicros / MICROS_PER_SECOND,
    },
    latency,
  };
}

/** Opens the ports before the recovery, so that clients learn why they have to wait. */
async function openPorts(
  options: ExchangeOptions,
  log: Logger,
  reception: Reception,
  joinStream: (socket: WebSocket, connection: Socket) => void,
) {
  const { host, connectionsPerAddress } = options;
  const common = { host, connectionsPerAddress, tls: tlsFor(options), log };
  const orders = await listen({
    ...common,
    port: options.ordersPort,
    portOption: '--orders-port',
    frameBytesMax: LOGIN_FRAME_BYTES_MAX,
    onConnection: (socket, connection) => reception.receive(socket, connection),
  });
  const events = await listen({
    ...common,
    port: options.eventsPort,
    portOption: '--events-port',
    frameBytesMax: FRAME_BYTES_MAX,
    token: tokenFor(host, options.token),
    unavailable: () => (reception.isRecovering ? 'RECOVERING' : null),
    onConnection: joinStream,
  });
  return { orders, events };
}

function createDoorkeeper(options: ExchangeOptions, setup: ExchangeSetup): Doorkeeper {
  return new Doorkeeper({
    tokens: options.accounts,
    accounts: setup.listed,
    token: tokenFor(options.host, options.token),
    houseToken: process.env['BOTPIT_HOUSE_TOKEN'] ?? null,
    operatorToken: operatorToken(),
  });
}
