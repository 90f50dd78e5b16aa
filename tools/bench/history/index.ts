/**
 * The code of `npm run bench -- history`: the history service under a constant flood, and its answers compared with a
 * bare server's.
 */
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_INSTRUMENT } from '../../../src/contract/instrument.ts';
import { historyUrl, parseHistory } from '../../../src/contract/history.ts';
import { Processes } from '../wire/processes.ts';
import { EventFlood } from './event-flood.ts';

export interface HistoryBenchOptions {
  /** Folder of the built workers. */
  readonly built: string;
  /** Path of the bare server. */
  readonly bare: string;
  readonly seconds: number;
  /** Events per second. */
  readonly rate: number;
  readonly seed: number;
  readonly onStep: (what: string) => void;
}

const CANDLES = 500;
/** Time from one pair of requests to the next. */
const ASK_MS = 25;
/** Time until there are candles of 500 s. Before that, the answers are shorter. */
const WARM_UP_MS = 5_000;
const BYTES_PER_MB = 1_024 * 1_024;

/** Opens a connection for each request, as the relay does. */
const agent = new Agent();

export async function runHistoryBench(options: HistoryBenchOptions): Promise<readonly string[]> {
  const flood = new EventFlood(options.rate, options.seed);
  const processes = new Processes(options.built);
  try {
    const upstream = `ws://127.0.0.1:${await flood.port()}`;
    const { history: port = 0 } = await processes.worker(
      'history',
      '--port=0',
      '--upstream',
      upstream,
      '--log-level=error',
    );
    const service = `ws://127.0.0.1:${port}`;
    flood.start();
    await sleep(WARM_UP_MS);
    const address = historyUrl(service, 'candles', {
      symbol: DEFAULT_INSTRUMENT.symbol,
      interval: '1s',
      limit: CANDLES,
    });
    const { bytes } = await timed(address);
    process.env['BARE_BYTES'] = String(bytes);
    const { bare = 0 } = await processes.script(options.bare);
    const measured = await measure(
      options,
      address,
      `http://127.0.0.1:${bare}/`,
      () => processes.memory()[0] ?? 0,
    );
    flood.stop();
    await sleep(1_000);
    const { text } = await timed(historyUrl(service, 'trades', { limit: 1 }));
    const { seq, tradeId } = parseHistory('trades', text);
    return [
      `${options.rate.toLocaleString('en')} events/s for ${options.seconds} s, seed ${options.seed}: ${flood.events.toLocaleString('en')} events, ${flood.trades.toLocaleString('en')} trades`,
      `  events lost    ${flood.events - seq} (trades ${flood.trades - tradeId})`,
      `  memory (MB)    ${measured.memory.map((one) => Math.round(one / BYTES_PER_MB)).join(', ')} at each sixth of the time`,
      `  ${CANDLES} candles    ${quantiles(measured.service)}, ${bytes.toLocaleString('en')} bytes`,
      `  a bare server  ${quantiles(measured.bare)}, as many bytes`,
    ];
  } finally {
    agent.destroy();
    flood.close();
    await processes.end();
  }
}

async function measure(
  { seconds, onStep }: HistoryBenchOptions,
  address: string,
  bareAddress: string,
  memory: () => number,
) {
  const found = { service: [] as number[], bare: [] as number[], memory: [] as number[] };
  const startMs = performance.now();
  for (let sixth = 1; sixth <= 6; sixth += 1) {
    while (performance.now() - startMs < (seconds * 1_000 * sixth) / 6) {
      found.service.push((await timed(address)).ms);
      found.bare.push((await timed(bareAddress)).ms);
      await sleep(ASK_MS);
    }
    found.memory.push(memory());
    onStep(`${sixth} of 6`);
  }
  return found;
}

async function timed(
  address: string,
): Promise<{ readonly ms: number; readonly bytes: number; readonly text: string }> {
  const startMs = performance.now();
  const chunks = await new Promise<Buffer[]>((resolve, reject) => {
    const request = get(address, { agent }, (answer) => {
      const received: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => received.push(chunk));
      answer.on('end', () => resolve(received));
    });
    request.on('error', reject);
  });
  const body = Buffer.concat(chunks);
  return { ms: performance.now() - startMs, bytes: body.length, text: String(body) };
}

function quantiles(times: readonly number[]): string {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(2);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, of ${times.length}`;
}
