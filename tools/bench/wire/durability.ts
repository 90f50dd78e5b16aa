/** The code of `npm run bench -- durability`: the cost of never losing an acknowledged order. */
import { Load, type LoadResult } from './load.ts';
import { Processes } from './processes.ts';

const KINDS = ['memory', 'os', 'disk'] as const;
const TRADERS = 20;
const WINDOW = 100;
const WARM_MS = 2_000;
const PACE = 1_000;

export interface DurabilityOptions {
  /** Folder of the built workers. */
  readonly built: string;
  readonly seed: number;
  /** Length of each measurement. */
  readonly ms: number;
  readonly rounds: number;
  readonly onStep: (what: string) => void;
}

interface Subject {
  readonly kind: (typeof KINDS)[number];
  readonly processes: Processes;
  readonly load: Load;
  readonly rates: number[];
  /** The exchange's processor time for each order, in microseconds. It includes the snapshots. */
  readonly costs: number[];
  readonly paced: LoadResult[];
}

/** Runs the exchanges at the same time and loads them in turn, round after round. @returns the report, line by line */
export async function runDurabilityBench(options: DurabilityOptions): Promise<readonly string[]> {
  const { built, seed, ms, rounds, onStep } = options;
  const all = KINDS.map(() => new Processes(built));
  try {
    const subjects: Subject[] = [];
    for (const [index, processes] of all.entries()) {
      const kind = KINDS[index] ?? 'memory';
      const flags = ['--deposit=100000000', '--rate-limit=0', `--durability=${kind}`];
      const { orders = 0 } = await processes.exchange(...flags);
      const load = await Load.connect(orders, TRADERS, true, seed);
      await load.flood(WARM_MS, WINDOW);
      subjects.push({ kind, processes, load, rates: [], costs: [], paced: [] });
    }
    for (let round = 1; round <= rounds; round += 1) {
      for (const { kind, processes, load, rates, costs, paced } of subjects) {
        onStep(`round ${round} of ${rounds}: ${kind}`);
        const [before = NaN] = processes.cpuMs();
        const flood = await load.flood(ms, WINDOW);
        const [after = NaN] = processes.cpuMs();
        rates.push((flood.answered / flood.ms) * 1_000);
        costs.push(((after - before) / flood.answered) * 1_000);
        paced.push(await load.paced(ms, PACE));
      }
    }
    for (const { load } of subjects) load.close();
    return report(subjects, seed, rounds);
  } finally {
    await Promise.all(all.map((processes) => processes.end()));
  }
}

function report(subjects: readonly Subject[], seed: number, rounds: number): readonly string[] {
  const base = median(subjects[0]?.rates ?? []);
  const baseCost = median(subjects[0]?.costs ?? []);
  return [
    `seed ${seed}, node ${process.version}, ${TRADERS} connections, median of ${rounds} rounds`,
    ...subjects.map(({ kind, rates, costs, paced }) => {
      const [rate, cost] = [median(rates), median(costs)];
      const [p50, p99] = [0.5, 0.99].map((share) =>
        median(paced.map(({ latencies }) => at(latencies, share))),
      );
      return `  ${kind.padEnd(6)}  ${Math.round(rate).toLocaleString('en')} orders/s (${(rate / base).toFixed(2)} x), ${cost.toFixed(1)} µs of the processor each (${(cost / baseCost).toFixed(2)} x); at ${PACE.toLocaleString('en')}/s order → answer p50 ${p50?.toFixed(3)} p99 ${p99?.toFixed(3)} ms`;
    }),
  ];
}

function at(sorted: Float64Array, share: number): number {
  return sorted[Math.floor(sorted.length * share)] ?? NaN;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}
