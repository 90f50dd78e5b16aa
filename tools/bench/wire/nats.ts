/**
 * Relays on one stream of a real nats-server, with many clients each, compared with the clients of the publishing
 * relay. It measures the arrivals, their delays, and the cost of killing the server in the middle.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { FeedCheck } from './feed-check.ts';
import { Load } from './load.ts';
import { NatsServer } from './nats-server.ts';
import { Processes } from './processes.ts';

/** Options of the exchange. Single orders would make each checkpoint many times as long. */
const EXCHANGE = ['--deposit=100000000', '--rate-limit=0', '--no-order-events'];
const RELAYS = 4;
const TRADERS = 20;
/** Number of clients per relay whose delays are measured. */
const TIMED = 20;
const WARM_MS = 2_000;
const AWAY_MS = 1_000;
const ARRIVAL_MS_MAX = 60_000;

export interface NatsBenchOptions {
  /** Folder of the built workers. */
  readonly built: string;
  /** Path of the nats-server. */
  readonly nats: string;
  readonly seed: number;
  /** Number of clients of each relay. */
  readonly clients: number;
  /** Orders per second. */
  readonly rate: number;
  /** Length of each measurement. */
  readonly ms: number;
  readonly onStep: (what: string) => void;
}

/** The clients of one route to the exchange. */
interface Crowd {
  readonly name: string;
  readonly readers: readonly FeedCheck[];
}

/** @returns the report, line by line. @throws Error when a client missed an event, had one twice or was closed */
export async function runNatsBench(options: NatsBenchOptions): Promise<readonly string[]> {
  const processes = new Processes(options.built);
  const nats = await NatsServer.open(options.nats);
  try {
    return await Promise.race([run(processes, nats, options), failure()]);
  } finally {
    await processes.end();
    await nats.end();
  }
}

/**
 * Rejects with the error of a failed connection, which is thrown outside of any await. At the end, every connection
 * fails.
 */
async function failure(): Promise<never> {
  throw await new Promise<Error>((resolve) => process.on('uncaughtException', resolve));
}

async function run(
  processes: Processes,
  nats: NatsServer,
  { seed, clients, ms, rate, onStep }: NatsBenchOptions,
): Promise<readonly string[]> {
  const { orders = 0, events = 0 } = await processes.exchange(...EXCHANGE);
  onStep('clients connect');
  const crowds = await connectCrowds(processes, nats, events, clients);
  const load = await Load.connect(orders, TRADERS, true, seed);
  const measure = async (during: Promise<void>): Promise<readonly string[]> => {
    for (const { readers } of crowds) for (const reader of readers) reader.reset();
    const [flow] = await Promise.all([load.paced(ms, rate), during]);
    await allArrived(crowds);
    return crowds.map((crowd) => line(crowd, flow.ms));
  };
  await load.paced(WARM_MS, rate);
  onStep('orders flow');
  const steady = await measure(Promise.resolve());
  onStep('the server is killed and comes back');
  const broken = await measure(bounce(nats, ms));
  load.close();
  return [
    '',
    `${rate} orders a second; from the exchange's stamp to the client, in ms`,
    ...steady,
    `The same, and nats-server is killed and comes back after ${AWAY_MS} ms`,
    ...broken,
    everyoneHadAll(crowds),
  ];
}

async function connectCrowds(
  processes: Processes,
  nats: NatsServer,
  events: number,
  clients: number,
): Promise<readonly Crowd[]> {
  const quiet = ['--port=0', '--log-level=error'];
  const upstream = `--upstream=ws://127.0.0.1:${events}`;
  const { relay = 0 } = await processes.worker('relay', ...quiet, upstream, `--publish=${nats.url}`);
  const direct = await connectReaders(relay, clients);
  const readers: FeedCheck[] = [];
  for (let n = 0; n < RELAYS; n += 1) {
    const behind = await processes.worker('relay', ...quiet, `--upstream=${nats.url}`);
    readers.push(...(await connectReaders(behind['relay'] ?? 0, clients)));
  }
  return [
    { name: 'the relay that publishes', readers: direct },
    { name: `${RELAYS} relays behind NATS`, readers },
  ];
}

/** Resolves when each reader has received an event. */
async function connectReaders(port: number, clients: number): Promise<readonly FeedCheck[]> {
  const readers: FeedCheck[] = [];
  for (let n = 0; n < clients; n += 1) readers.push(await FeedCheck.connect(port, n < TIMED));
  await until(() => readers.every(({ frames }) => frames > 0));
  return readers;
}

/** Kills the server after a third of the time, and starts it again later. */
async function bounce(nats: NatsServer, ms: number): Promise<void> {
  await sleep(ms / 3);
  await nats.kill();
  await sleep(AWAY_MS);
  await nats.start();
}

/** Waits until every reader has the events that the first client has now. */
async function allArrived(crowds: readonly Crowd[]): Promise<void> {
  const last = crowds[0]?.readers[0]?.lastSeq ?? 0;
  await until(() => crowds.every(({ readers }) => readers.every(({ lastSeq }) => lastSeq >= last)));
}

async function until(isSo: () => boolean): Promise<void> {
  const limitMs = performance.now() + ARRIVAL_MS_MAX;
  while (!isSo()) {
    if (performance.now() > limitMs) throw new Error(`something did not arrive within ${ARRIVAL_MS_MAX} ms`);
    await sleep(10);
  }
}

function line({ name, readers }: Crowd, ms: number): string {
  const sum = (of: (reader: FeedCheck) => number) => readers.reduce((all, reader) => all + of(reader), 0);
  const perSecond = (count: number) => Math.round((count / ms) * 1_000).toLocaleString('en');
  const delays = Float64Array.from(readers.flatMap((reader) => reader.delays)).sort();
  const at = (share: number) => (delays[Math.floor((delays.length - 1) * share)] ?? Number.NaN).toFixed(1);
  const frames = perSecond(sum((reader) => reader.frames));
  const events = perSecond(sum((reader) => reader.events));
  return (
    `  ${name}, ${readers.length.toLocaleString('en')} clients: ${frames} frames/s, ${events} events/s; ` +
    `p50 ${at(0.5)} p99 ${at(0.99)} max ${at(1)}`
  );
}

function everyoneHadAll(crowds: readonly Crowd[]): string {
  const readers = crowds.flatMap((crowd) => crowd.readers);
  const broken = readers.filter(({ holes }) => holes > 0).length;
  if (broken > 0) throw new Error(`${broken} of ${readers.length} clients had a hole, or something twice`);
  return `All ${readers.length.toLocaleString('en')} clients had every event once and in order, to seq ${readers[0]?.lastSeq ?? 0}`;
}
