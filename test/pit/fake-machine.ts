/** A machine whose processes and time the test controls. */
import type { TakenPort } from '../../src/runtime/failure.ts';
import type { Clock } from '../../src/pit/clock.ts';
import type { Launch, LaunchListener, Launcher } from '../../src/runtime/launcher.ts';

export class FakeClock implements Clock {
  #nowMs = 1_000_000;
  #timers: { readonly atMs: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, callback };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((other) => other !== timer));
  }

  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const [next] = this.#timers.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#nowMs = next.atMs;
      next.callback();
    }
    this.#nowMs = endMs;
  }
}

export class FakeProcess {
  readonly launch: Launch;
  readonly posted: unknown[] = [];
  readonly pid: number;
  wasKilled = false;
  isGone = false;
  readonly #listener: LaunchListener;

  constructor(launch: Launch, listener: LaunchListener, pid: number) {
    this.launch = launch;
    this.#listener = listener;
    this.pid = pid;
  }

  spawn(): void {
    this.#listener.onSpawn(this.pid);
  }

  announce(message: object): void {
    this.#listener.onStdoutLine(JSON.stringify(message));
  }

  ready(ports: Readonly<Record<string, number>> = {}): void {
    this.announce({ event: 'ready', ports });
  }

  print(line: string): void {
    this.#listener.onStdoutLine(line);
  }

  /** Sends through the process's channel. */
  report(message: unknown): void {
    this.#listener.onMessage?.(message);
  }

  log(line: string): void {
    this.#listener.onStderrLine(line);
  }

  /** Ends like a worker after an error that a restart cannot repair. */
  failSetup(reason: string, taken?: TakenPort): void {
    this.announce({ event: 'failed', code: taken === undefined ? 'SETUP' : 'PORT_TAKEN', reason, taken });
    this.exit(2);
  }

  /** Ends like a process that the system could not launch. */
  failLaunch(launchError: string): void {
    this.isGone = true;
    this.#listener.onExit({ code: 2, signal: null, launchError });
  }

  exit(code: number | null, signal: string | null = null): void {
    this.isGone = true;
    this.#listener.onExit({ code, signal });
  }
}

export const SCRIPTS = {
  exchange: '/exchange.js',
  relay: '/relay.js',
  watch: '/watch.js',
  history: '/history.js',
  bot: '/bot.js',
  crowd: '/crowd.js',
};

/** Of a bot that has done nothing yet. */
export const STATUS = { event: 'status', orders: 0, fills: 0, rejects: 0, openOrders: 0, position: 0 };

export class FakeMachine {
  readonly clock = new FakeClock();
  readonly launched: FakeProcess[] = [];

  readonly launcher: Launcher = (launch, listener) => {
    const process = new FakeProcess(launch, listener, 100 + this.launched.length);
    this.launched.push(process);
    return {
      post: (message) => void process.posted.push(message),
      kill: () => {
        process.wasKilled = true;
        process.exit(null, 'SIGKILL');
      },
    };
  };

  /** The latest process of this name. */
  process(name: string): FakeProcess {
    const found = this.launched.findLast(({ launch }) => launch.name === name);
    if (found === undefined) throw new Error(`${name} was not launched`);
    return found;
  }

  launches(name: string): number {
    return this.launched.filter(({ launch }) => launch.name === name).length;
  }
}

/** Lets pending promises settle. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
