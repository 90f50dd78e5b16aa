/** The code of `npm run bench -- wire`: orders and events through real processes, compared with a bare `ws` echo. */
export { runFanoutBench } from './fanout.ts';
import { FeedCheck } from './feed-check.ts';
import { Load, type LoadResult } from './load.ts';
import { Processes } from './processes.ts';

const TRADERS = 20;
const WINDOW = 100;
const WARM_MS = 2_000;
const CHECKPOINT_MS = 100;
/** Indices of the processes in the order of their start. */
const [ECHO, BOUND, EXCHANGE] = [0, 1, 2] as const;
const RATES = [1_000, 10_000, 20_000, 100_000] as const;
/** Work an order with which the server that sends the same messages is measured as well. */
const WORKS = [
  { name: '5 µs of work', micros: 5, pages: 0 },
  { name: '20 µs of work', micros: 20, pages: 0 },
  { name: '1,000 pages of memory', micros: 0, pages: 1_000 },
] as const;
/** Highest rate at which it is, in orders a second. */
const WORK_RATE_MAX = 10_000;

export interface WireOptions {
  /** Folder of the built workers. */
  readonly built: string;
  /** Path of the built echo server. */
  readonly echo: string;
  /** Path of the built server that sends the exchange's messages, and works as long for each order as one says. */
  readonly bound: string;
  readonly seed: number;
  /** Length of each measurement. */
  readonly ms: number;
  readonly onStep: (what: string) => void;
}

/** @returns the report, line by line. @throws Error when an order got no reply or an event was lost */
export async function runWireBench(options: WireOptions): Promise<readonly string[]> {
  const processes = new Processes(options.built);
  try {
    const echo = (await processes.script(options.echo))['echo'] ?? 0;
    const bound = (await processes.script(options.bound))['orders'] ?? 0;
    const { orders = 0, events = 0 } = await processes.exchange(
      '--deposit',
      '100000000',
      '--rate-limit',
      '0',
      '--checkpoint-ms',
      String(CHECKPOINT_MS),
    );
    const { relay = 0 } = await processes.worker(
      'relay',
      '--port',
      '0',
      '--upstream',
      `ws://127.0.0.1:${events}`,
    );
    const feed = await FeedCheck.connect(relay);
    const [bare, same, pit] = [
      await Load.connect(echo, TRADERS, false, options.seed),
      await Load.connect(bound, TRADERS, false, options.seed),
      await Load.connect(orders, TRADERS, true, options.seed),
    ];
    const working: Working[] = [];
    for (const { name, micros, pages } of WORKS) {
      const { orders: port = 0 } = await processes.script(options.bound, String(micros), String(pages));
      working.push({ name, load: await Load.connect(port, TRADERS, false, options.seed) });
    }
    const lines = [`seed ${options.seed}, node ${process.version}, ${TRADERS} connections`];
    const subjects = { bare, same, working, pit, feed, processes };
    lines.push(...(await floods(subjects, options)), ...(await paces(subjects, options)));
    for (const load of [bare, same, pit, ...working.map((one) => one.load)]) load.close();
    feed.close();
    if (feed.holes > 0) throw new Error(`${feed.holes} holes in seq at the relay's client`);
    return lines;
  } finally {
    await processes.end();
  }
}

interface Working {
  /** What the server does for each order. */
  readonly name: string;
  readonly load: Load;
}

interface Subjects {
  readonly bare: Load;
  readonly same: Load;
  /** Like `same`, with work for each order. */
  readonly working: readonly Working[];
  readonly pit: Load;
  readonly feed: FeedCheck;
  readonly processes: Processes;
}

async function floods({ bare, same, pit, feed, processes }: Subjects, { ms, onStep }: WireOptions) {
  onStep('flood');
  const cpuOf = (index: number) => () => processes.cpuMs()[index] ?? NaN;
  const echo = await flood(bare, ms, cpuOf(ECHO));
  const bound = await flood(same, ms, cpuOf(BOUND));
  feed.reset();
  const exchange = await flood(pit, ms, cpuOf(EXCHANGE));
  const [slower, dearer] = [exchange.perMs / echo.perMs, exchange.cpuMicros / echo.cpuMicros];
  return [
    '',
    `Highest throughput, ${WINDOW} in flight per connection; in brackets the processor time for each: the server's, the load generator's`,
    `  ws echo        ${perSecond(echo)} frames/s ${costs(echo)}`,
    `  same messages  ${perSecond(bound)} orders/s ${costs(bound)}: ${(bound.perMs / echo.perMs).toFixed(2)} x`,
    `  botpit         ${perSecond(exchange)} orders/s ${costs(exchange)}: ${slower.toFixed(2)} x, for ${dearer.toFixed(1)} x the time; order → answer ${percentiles(exchange.latencies)}`,
    `  relay          ${rate(feed.events, exchange.ms)} events/s in ${rate(feed.frames, exchange.ms)} frames/s; checkpoints late by ${percentiles(feed.lateness(CHECKPOINT_MS))} ms`,
  ];
}

type Flood = Awaited<ReturnType<typeof flood>>;

/** @param cpuMs returns the processor time of the server so far */
async function flood(load: Load, ms: number, cpuMs: () => number) {
  await load.flood(WARM_MS, WINDOW);
  const [before, own] = [cpuMs(), process.cpuUsage()];
  const result = checked(await load.flood(ms, WINDOW));
  const { user, system } = process.cpuUsage(own);
  const cpuMicros = ((cpuMs() - before) * 1_000) / result.answered;
  const loadMicros = (user + system) / result.answered;
  return { ...result, cpuMicros, loadMicros, perMs: result.answered / result.ms };
}

function costs({ cpuMicros, loadMicros }: Flood): string {
  return `(${cpuMicros.toFixed(1)} µs, ${loadMicros.toFixed(1)} µs)`;
}

async function paces({ bare, same, working, pit, feed }: Subjects, { ms, onStep }: WireOptions) {
  const lines = ['', 'So many orders a second, in ms: order → answer; stamp → event at the relay’s client'];
  for (const paced of RATES) {
    onStep(`${paced} orders/s`);
    const echoed = checked(await bare.paced(ms, paced));
    const answered = checked(await same.paced(ms, paced));
    const worked: string[] = [];
    for (const { name, load } of paced > WORK_RATE_MAX ? [] : working) {
      const { latencies } = checked(await load.paced(ms, paced));
      worked.push(`with ${name} ${percentiles(latencies)}; `);
    }
    feed.reset();
    const traded = checked(await pit.paced(ms, paced));
    const delays = Float64Array.from(feed.delays).sort();
    lines.push(
      `  ${paced.toLocaleString('en').padStart(7)}/s  ws echo ${percentiles(echoed.latencies)}; same messages ${percentiles(answered.latencies)}; ${worked.join('')}botpit ${percentiles(traded.latencies)} (reached ${perSecond(traded)}/s); events ${percentiles(delays)}`,
    );
  }
  return lines;
}

function checked(result: LoadResult): LoadResult {
  if (result.answered !== result.sent) throw new Error(`${result.answered} replies to ${result.sent} orders`);
  return result;
}

function perSecond({ answered, ms }: LoadResult): string {
  return rate(answered, ms);
}

function rate(count: number, ms: number): string {
  return Math.round((count / ms) * 1_000).toLocaleString('en');
}

/** @param sorted times in milliseconds */
function percentiles(sorted: Float64Array): string {
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(3);
  return `p50 ${at(0.5)} p99 ${at(0.99)}`;
}
