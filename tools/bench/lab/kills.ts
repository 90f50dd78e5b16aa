/**
 * The code of `npm run bench -- lab-kills`. It compares a lab on a work queue whose workers are killed again and again
 * with a lab on one machine.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { seededRandom } from '../../../src/contract/seeded-random.ts';
import type { WorkerName } from '../../../src/runtime/workers.ts';
import { builtScript } from '../../lib/built-script.ts';
import { NatsServer } from '../wire/nats-server.ts';

const WORKERS = 2;
/** Time after which a silent worker loses its job. */
const SILENCE_SECONDS = 5;
/** Share of the jobs whose worker is killed soon after it has taken them, and the longest time until then. */
const KILLED = 0.45;
const SOON_MS = 1_000;
/** Largest number of kills during one job. A job that ends more workers fails. */
const KILLS_OF_A_JOB_MAX = 3;
/** Line of the log, for example `seed 3 of maker.ts: HOST:4711 takes it`. */
const TAKES = /(seed \d+ of \S+): (?:.*, )?\S+:(\d+) takes it$/;

interface KillsOptions {
  /** Folder of the built workers. */
  readonly built: string;
  /** Path of the nats-server. */
  readonly nats: string;
  readonly seeds: number;
  readonly seed: number;
  readonly onStep: (what: string) => void;
}

export interface Kills {
  readonly runs: number;
  readonly kills: number;
  /** Number of runs that another worker took over. */
  readonly takeovers: number;
  /** Files of the report that differ from those of one machine. Empty: none. */
  readonly different: readonly string[];
}

/**
 * Compares the reports of `maker` against `taker`, with kills and on one machine, byte for byte.
 *
 * @throws Error when one of the labs fails or writes no report
 */
export async function runKills(options: KillsOptions): Promise<Kills> {
  const { built, nats, seeds, onStep } = options;
  const folder = mkdtempSync(join(tmpdir(), 'botpit-lab-kills-'));
  const server = await NatsServer.open(nats);
  const queue = `${server.url}/lab`;
  const start = (stderr: 'pipe' | 'ignore', worker: WorkerName, ...args: string[]) =>
    spawn(process.execPath, [builtScript(built, worker), ...args], { stdio: ['ignore', 'ignore', stderr] });
  const question = [
    'maker',
    'taker',
    `--seeds=${seeds}`,
    '--minutes=1',
    '--crowd=10',
    '--no-sessions',
    `--data-dir=${folder}`,
  ];
  const monkey = new Monkey(options, () => start('ignore', 'lab-worker', '--queue', queue, '--runs=1'));
  try {
    const onQueue = ['--queue', queue, `--worker-timeout=${SILENCE_SECONDS}`, '--log-level=debug'];
    const remote = start('pipe', 'lab', ...question, ...onQueue);
    createInterface({ input: remote.stderr as Readable }).on('line', (line) => monkey.hear(line));
    const withKills = await takeReport(remote, folder);
    onStep('the same lab on one machine');
    const alone = await takeReport(start('ignore', 'lab', ...question), folder);
    const names = [...new Set([...withKills.keys(), ...alone.keys()])];
    const different = names.filter((name) => withKills.get(name) !== alone.get(name));
    return { runs: seeds * 2, kills: monkey.kills, takeovers: monkey.takeovers, different };
  } finally {
    monkey.end();
    await server.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Kills workers that have just taken a job, and starts new ones. */
class Monkey {
  kills = 0;
  takeovers = 0;
  readonly #startWorker: () => ChildProcess;
  readonly #onStep: (what: string) => void;
  readonly #random: () => number;
  readonly #killsOf = new Map<string, number>();
  readonly #workers: ChildProcess[];

  constructor({ seed, onStep }: KillsOptions, startWorker: () => ChildProcess) {
    this.#startWorker = startWorker;
    this.#onStep = onStep;
    this.#random = seededRandom(seed);
    this.#workers = Array.from({ length: WORKERS }, startWorker);
  }

  /** @param line line of the lab's log */
  hear(line: string): void {
    const [, job = '', pid = ''] = TAKES.exec(line) ?? [];
    if (pid === '') return;
    if (line.includes('has fallen silent')) this.takeovers += 1;
    const killed = this.#killsOf.get(job) ?? 0;
    if (killed >= KILLS_OF_A_JOB_MAX || this.#random() >= KILLED) return;
    this.#killsOf.set(job, killed + 1);
    setTimeout(() => this.#kill(Number(pid)), this.#random() * SOON_MS);
  }

  end(): void {
    for (const worker of this.#workers.splice(0)) worker.kill('SIGKILL');
  }

  #kill(pid: number): void {
    const place = this.#workers.findIndex((worker) => worker.pid === pid);
    if (place === -1) return;
    this.#workers[place]?.kill('SIGKILL');
    this.#workers[place] = this.#startWorker();
    this.kills += 1;
    this.#onStep(`${this.kills} workers killed`);
  }
}

/**
 * Waits for a lab, and removes its report. Both labs write to the same folder, because the report names it.
 *
 * @returns the files of the report by name
 */
async function takeReport(lab: ChildProcess, dataDir: string): Promise<ReadonlyMap<string, string>> {
  const [exitCode] = (await once(lab, 'close')) as [number | null];
  if (exitCode !== 0) throw new Error(`${lab.spawnargs.join(' ')} ended with ${exitCode}.`);
  const folder = join(dataDir, 'last');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  if (names.length === 0) throw new Error(`${lab.spawnargs.join(' ')} wrote no report.`);
  const files = new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  rmSync(folder, { recursive: true });
  return files;
}
