/** What scripts/soak.mjs runs: millions of orders through the real processes, and what memory they hold meanwhile. */
import { FeedCheck } from './feed-check.ts';
import { Load } from './load.ts';
import { Processes } from './processes.ts';

const TRADERS = 20;
const WINDOW = 20;
/** Between two samples; then everything that rests is cancelled. */
const ROUND_MS = 500;
const TENTHS = 10;
const BYTES_PER_MB = 1_024 * 1_024;
/** A bot follows the market, and trades in it. */
const NAMES = ['exchange', 'relay', 'bot'] as const;

export interface SoakOptions {
  /** Folder of the built workers. */
  readonly built: string;
  readonly seed: number;
  readonly orders: number;
  readonly onStep: (what: string) => void;
}

interface Sample {
  readonly answered: number;
  /** Bytes, by process. */
  readonly memory: readonly number[];
}

/** @returns the report, line by line. @throws Error when an order was not answered or an event was lost */
export async function runSoak({
  built,
  seed,
  orders: count,
  onStep,
}: SoakOptions): Promise<readonly string[]> {
  const processes = new Processes(built);
  try {
    const { orders = 0, events = 0 } = await processes.exchange('--deposit=100000000', '--rate-limit=0');
    const { relay = 0 } = await processes.worker('relay', '--port=0', `--upstream=ws://127.0.0.1:${events}`);
    const feed = await FeedCheck.connect(relay);
    await processes.bot('maker', orders, relay, seed);
    const load = await Load.connect(orders, TRADERS, true, seed);
    const samples: Sample[] = [];
    const startMs = performance.now();
    for (let answered = 0; answered < count;) {
      const result = await load.flood(ROUND_MS, WINDOW);
      if (result.answered !== result.sent)
        throw new Error(`${result.answered} answers to ${result.sent} orders`);
      await load.clear();
      answered += result.answered;
      samples.push({ answered, memory: processes.memory() });
      onStep(`${answered.toLocaleString('en')} orders`);
    }
    const seconds = (performance.now() - startMs) / 1_000;
    load.close();
    feed.close();
    if (feed.holes > 0) throw new Error(`${feed.holes} holes in seq at the relay's client`);
    return report(samples, seed, seconds);
  } finally {
    await processes.end();
  }
}

function report(samples: readonly Sample[], seed: number, seconds: number): readonly string[] {
  const answered = samples.at(-1)?.answered ?? 0;
  const tenth = (number: number) =>
    samples.filter((sample) => Math.ceil((sample.answered / answered) * TENTHS) === number);
  return [
    `seed ${seed}, node ${process.version}: ${answered.toLocaleString('en')} orders in ${Math.round(seconds)} s`,
    ...NAMES.map((name, index) => {
      const of = (number: number) => mean(tenth(number).map(({ memory }) => memory[index] ?? NaN));
      const all = Array.from({ length: TENTHS }, (_, tenths) => mb(of(tenths + 1)));
      const change = ((of(TENTHS) / of(1) - 1) * 100).toFixed(1);
      return `  ${name.padEnd(8)}  ${all.join(' ')} MB, tenth by tenth (first to last ${change} %)`;
    }),
  ];
}

function mb(bytes: number): string {
  return (bytes / BYTES_PER_MB).toFixed(0);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
