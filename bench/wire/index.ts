/** What scripts/bench-wire.mjs runs: orders and events through real processes, beside a bare `ws` echo. */
export { runFanoutBench } from './fanout.ts';
import { FeedCheck } from './feed-check.ts';
import { Load, type LoadResult } from './load.ts';
import { Processes } from './processes.ts';

const TRADERS = 20;
const WINDOW = 100;
const WARM_MS = 2_000;
const CHECKPOINT_MS = 100;
const RATES = [1_000, 10_000, 20_000, 100_000] as const;

export interface WireOptions {
  /** Folder of the built workers. */
  readonly built: string;
  /** The echo server, built. */
  readonly echo: string;
  readonly seed: number;
  /** For each measurement. */
  readonly ms: number;
  readonly onStep: (what: string) => void;
}

/** @returns the report, line by line. @throws Error when an order was not answered or an event was lost */
export async function runWireBench(options: WireOptions): Promise<readonly string[]> {
  const processes = new Processes(options.built);
  try {
    const echo = (await processes.script(options.echo))['echo'] ?? 0;
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
    const [bare, pit] = [
      await Load.connect(echo, TRADERS, false, options.seed),
      await Load.connect(orders, TRADERS, true, options.seed),
    ];
    const lines = [`seed ${options.seed}, node ${process.version}, ${TRADERS} connections`];
    lines.push(...(await floods(bare, pit, feed, options)), ...(await paces(bare, pit, feed, options)));
    for (const load of [bare, pit]) load.close();
    feed.close();
    if (feed.holes > 0) throw new Error(`${feed.holes} holes in seq at the relay's client`);
    return lines;
  } finally {
    await processes.end();
  }
}

async function floods(bare: Load, pit: Load, feed: FeedCheck, { ms, onStep }: WireOptions) {
  const lines = ['', `As many as go through, ${WINDOW} under way per connection`];
  onStep('flood');
  await bare.flood(WARM_MS, WINDOW);
  const echoed = checked(await bare.flood(ms, WINDOW));
  await pit.flood(WARM_MS, WINDOW);
  feed.reset();
  const traded = checked(await pit.flood(ms, WINDOW));
  lines.push(`  ws echo   ${rate(echoed.answered, echoed.ms)} frames/s`);
  lines.push(
    `  botpit    ${rate(traded.answered, traded.ms)} orders/s (${(perMs(traded) / perMs(echoed)).toFixed(2)} x), order → answer ${percentiles(traded.latencies)}`,
    `  relay     ${rate(feed.events, traded.ms)} events/s in ${rate(feed.frames, traded.ms)} frames/s; checkpoints late by ${percentiles(feed.lateness(CHECKPOINT_MS))} ms`,
  );
  return lines;
}

async function paces(bare: Load, pit: Load, feed: FeedCheck, { ms, onStep }: WireOptions) {
  const lines = ['', 'So many orders a second, in ms: order → answer; stamp → event at the relay’s client'];
  for (const perSecond of RATES) {
    onStep(`${perSecond} orders/s`);
    const echoed = checked(await bare.paced(ms, perSecond));
    feed.reset();
    const traded = checked(await pit.paced(ms, perSecond));
    const delays = Float64Array.from(feed.delays).sort();
    lines.push(
      `  ${perSecond.toLocaleString('en').padStart(7)}/s  ws echo ${percentiles(echoed.latencies)}; botpit ${percentiles(traded.latencies)} (reached ${rate(traded.answered, traded.ms)}/s); events ${percentiles(delays)}`,
    );
  }
  return lines;
}

function checked(result: LoadResult): LoadResult {
  if (result.answered !== result.sent) throw new Error(`${result.answered} answers to ${result.sent} orders`);
  return result;
}

function perMs({ answered, ms }: LoadResult): number {
  return answered / ms;
}

function rate(count: number, ms: number): string {
  return Math.round((count / ms) * 1_000).toLocaleString('en');
}

/** @param sorted milliseconds */
function percentiles(sorted: Float64Array): string {
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(3);
  return `p50 ${at(0.5)} p99 ${at(0.99)}`;
}
