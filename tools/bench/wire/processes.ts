/** The processes under load: the shipped exchange and relay, and a bare `ws` server for comparison. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EXCHANGE_V8_OPTIONS } from '../../../src/pit/worker-args.ts';
import type { WorkerName } from '../../../src/runtime/workers.ts';
import { builtScript } from '../../lib/built-script.ts';
import { cpuMs } from './cpu-time.ts';

const BYTES_PER_KB = 1_024;
const BYTES_PER_MB = 1_024 * 1_024;
/** V8's line after a full collection: `[PID:HEAP] 403 ms: Mark-Compact 45.2 (67.3) -> 40.1 (65.0) MB …`. */
const COLLECTED = /^\[\d+:(\w+)\].*Mark-Compact[^-]*-> ([\d.]+) \(/;

export class Processes {
  readonly #folder = mkdtempSync(join(tmpdir(), 'botpit-bench-'));
  readonly #children: ChildProcess[] = [];
  readonly #built: string;
  readonly #nodeOptions: readonly string[];
  /** Live bytes by process, in the order of their start. */
  readonly #live: number[] = [];

  /**
   * @param built folder of the built workers
   * @param tracesHeap true: trace the heap, which `live` needs
   */
  constructor(built: string, tracesHeap = false) {
    this.#built = built;
    this.#nodeOptions = tracesHeap ? ['--trace-gc'] : [];
  }

  /** Bytes on the heap of each process after its last full collection. NaN: there was none yet. */
  get live(): readonly number[] {
    return [...this.#live];
  }

  /** @returns the ports on which the worker listens, by name */
  async worker(name: WorkerName, ...args: string[]): Promise<Readonly<Record<string, number>>> {
    return this.#start(builtScript(this.#built, name), args);
  }

  /** Starts an exchange with V8's options of a pit's. */
  exchange(...args: string[]) {
    const ports = ['--orders-port', '0', '--events-port', '0', '--data-dir', join(this.#folder, 'session')];
    return this.#start(
      builtScript(this.#built, 'exchange'),
      [...ports, '--log-level', 'error', ...args],
      EXCHANGE_V8_OPTIONS,
    );
  }

  /** Starts a bot with one of the built-in strategies. */
  bot(strategy: string, orders: number, relay: number, seed: number) {
    const urls = [`--orders=ws://127.0.0.1:${orders}`, `--relay=ws://127.0.0.1:${relay}`];
    return this.worker('bot', strategy, ...urls, `--seed=${seed}`, '--log-level=error');
  }

  /** @param path path of a server that announces its ports like the workers */
  script(path: string, ...args: string[]): Promise<Readonly<Record<string, number>>> {
    return this.#start(path, args);
  }

  /** Resident memory of each process in bytes, in the order of their start. It needs `ps`. */
  memory(): readonly number[] {
    const pids = this.#children.map(({ pid }) => String(pid));
    const rows = execFileSync('ps', ['-o', 'pid=,rss=', '-p', pids.join(',')], { encoding: 'utf8' });
    const byPid = new Map(
      rows
        .trim()
        .split('\n')
        .map((row) => row.trim().split(/\s+/) as [string, string]),
    );
    return pids.map((pid) => Number(byPid.get(pid) ?? NaN) * BYTES_PER_KB);
  }

  /** Processor time of each process, in the same order, in milliseconds. NaN: there is no /proc. */
  cpuMs(): readonly number[] {
    return this.#children.map(({ pid = 0 }) => cpuMs(pid));
  }

  async end(): Promise<void> {
    await Promise.all(
      this.#children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const exit = once(child, 'exit');
        child.kill('SIGKILL');
        await exit;
      }),
    );
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #start(
    script: string,
    args: readonly string[],
    v8Options: readonly string[] = [],
  ): Promise<Readonly<Record<string, number>>> {
    const child = spawn(process.execPath, [...this.#nodeOptions, ...v8Options, script, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const index = this.#children.push(child) - 1;
    this.#live[index] = NaN;
    // A thread of the process has a separate heap and starts later.
    let heap: string | undefined;
    return new Promise((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)));
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
        const [, collected, megabytes] = COLLECTED.exec(line) ?? [];
        heap ??= collected;
        if (collected !== undefined && collected === heap)
          this.#live[index] = Number(megabytes) * BYTES_PER_MB;
        if (!line.startsWith('{')) return;
        const said = JSON.parse(line) as { event: string; ports: Record<string, number> };
        if (said.event === 'ready') resolve(said.ports);
      });
    });
  }
}
