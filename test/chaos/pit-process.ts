/** The whole headless pit, as a user starts it. A test can find, hurt and count its processes. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Instrument } from '../../src/contract/instrument.ts';

const POLL_MS = 50;
const END_TIMEOUT_MS = 30_000;
const READY_TIMEOUT_MS = 60_000;

export interface Ports {
  readonly orders: number;
  readonly events: number;
  readonly relay: number;
}

export interface PitOptions {
  /** Folder of the built processes. */
  readonly built: string;
  readonly session: string;
  readonly ports: Ports;
  /** As `--bots` takes it. */
  readonly bots: string;
  readonly instruments: readonly Instrument[];
}

interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  /** `S` sleeps, `Z` has ended. */
  readonly state: string;
  readonly command: string;
}

export class PitProcess {
  readonly #options: PitOptions;
  #app: ChildProcess | null = null;
  /** Resolves when the app that was started last has ended. */
  exited: Promise<unknown> = Promise.resolve();
  /** The output of all of them. */
  log = '';

  constructor(options: PitOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#app !== null && this.#app.exitCode === null && this.#app.signalCode === null;
  }

  /** @throws Error with the log when it does not open */
  async start(): Promise<void> {
    const { built, session, ports, bots, instruments } = this.#options;
    const flags = Object.entries(ports).map(([name, port]) => `--${name}-port=${port}`);
    const pit = [`--data-dir=${session}`, `--bots=${bots}`, `--instruments=${JSON.stringify(instruments)}`];
    const args = [join(built, 'headless.js'), ...flags, ...pit];
    const app = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#app = app;
    this.exited = once(app, 'exit');
    this.log = '';
    app.stderr.on('data', (text: Buffer) => (this.log += text.toString()));
    const ready = new Promise<'ready'>((resolve) => {
      createInterface({ input: app.stdout }).on('line', (line) => {
        if (line.includes('"ready"')) resolve('ready');
      });
    });
    const outcome = await Promise.race([ready, this.exited, sleep(READY_TIMEOUT_MS, 'late', { ref: false })]);
    if (outcome !== 'ready') throw new Error(`the pit did not open (${String(outcome)}):\n${this.log}`);
  }

  /** In order. */
  async stop(): Promise<void> {
    this.#app?.kill('SIGTERM');
    await this.ended();
  }

  /** Kills only the app: its processes notice and stop cleanly. */
  async kill(): Promise<void> {
    this.#app?.kill('SIGKILL');
    await this.ended();
  }

  /** As in a power failure, except that the system keeps written files. */
  async killAll(): Promise<void> {
    for (const { pid } of this.#own()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has just ended
      }
    }
    await this.ended();
  }

  /** Waits until the app has ended. */
  async ended(): Promise<void> {
    await this.exited;
    await this.gone();
  }

  /** @param script such as `exchange.js` */
  pidsOf(script: string): readonly number[] {
    return this.#own()
      .filter(({ command }) => command.includes(join(this.#options.built, script)))
      .map(({ pid }) => pid);
  }

  /** Command lines of processes that have lost the app. */
  strays(): readonly string[] {
    const app = this.#app?.pid;
    return this.#own()
      .filter(({ pid, parent }) => pid !== app && parent !== app)
      .map(({ command }) => command);
  }

  /** Waits until none of its processes is left. @throws Error that names the remaining ones */
  async gone(): Promise<void> {
    const end = performance.now() + END_TIMEOUT_MS;
    while (this.#own().length > 0) {
      if (performance.now() > end) throw new Error(`left behind: ${JSON.stringify(this.#own())}`);
      await sleep(POLL_MS);
    }
  }

  /** Each names the session, or one of the ports, on its command line. */
  #own(): readonly RunningProcess[] {
    const { built, session, ports } = this.#options;
    const marks = [session, ...Object.values(ports).flatMap((port) => [`:${port}`, `=${port}`])];
    return processes().filter(
      ({ command, state }) =>
        command.includes(built) && !state.startsWith('Z') && marks.some((mark) => command.includes(mark)),
    );
  }
}

function processes(): readonly RunningProcess[] {
  const text = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' });
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line);
    if (match === null) return [];
    const [, pid = '', parent = '', state = '', command = ''] = match;
    return [{ pid: Number(pid), parent: Number(parent), state, command }];
  });
}
