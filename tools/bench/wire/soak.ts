/** The code of `npm run bench -- soak`: millions of orders through the real processes, and their memory. */
import { FeedCheck } from './feed-check.ts';
import { Load } from './load.ts';
import { Processes } from './processes.ts';

const TRADERS = 20;
const WINDOW = 20;
/** Time between two samples. After each, all resting orders are cancelled. */
const ROUND_MS = 500;
const TENTHS = 10;
const BYTES_PER_MB = 1_024 * 1_024;
/** Names of the processes, in the order of their start. */
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
  /** Resident bytes of each process. */
  readonly memory: readonly number[];
  /** Live bytes of each process after a full collection of its heap. */
  readonly live: readonly number[];
}

/** @returns the report, line by line. @throws Error when an order got no reply or an event was lost */
export async function runSoak({
  built,
  seed,
  orders: count,
  onStep,
}: SoakOptions): Promise<readonly string[]> {
  const processes = new Processes(built, true);
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
      samples.push({ answered, memory: processes.memory(), live: processes.live });
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
  const lines = (what: string, of: (sample: Sample) => readonly number[]) =>
    NAMES.map((name, index) => {
      const megabytes = tenths(samples, answered, (sample) => of(sample)[index] ?? NaN);
      const [, second = NaN, ...later] = megabytes;
      const changes = later.map((mb) => (mb / second - 1) * 100);
      const [least, most] = [Math.min(...changes).toFixed(1), Math.max(...changes).toFixed(1)];
      const row = megabytes.map((mb) => mb.toFixed(mb < 20 ? 1 : 0)).join(' ');
      return `  ${name.padEnd(8)}  ${what}  ${row} MB (after the second tenth by ${least} to ${most} %)`;
    });
  return [
    `seed ${seed}, node ${process.version}: ${answered.toLocaleString('en')} orders in ${Math.round(seconds)} s`,
    ...lines('resident', ({ memory }) => memory),
    ...lines('live    ', ({ live }) => live),
  ];
}

/** Mean of each tenth of the orders, in MB. */
function tenths(
  samples: readonly Sample[],
  answered: number,
  bytesOf: (sample: Sample) => number,
): readonly number[] {
  return Array.from({ length: TENTHS }, (_, tenth) => {
    const own = samples.filter((sample) => Math.ceil((sample.answered / answered) * TENTHS) === tenth + 1);
    return mean(own.map(bytesOf).filter((bytes) => !Number.isNaN(bytes))) / BYTES_PER_MB;
  });
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
