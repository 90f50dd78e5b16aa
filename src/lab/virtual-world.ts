/**
 * The world of a strategy in the lab. The clock and the timers are the pit's, randomness has a seed, and there is no
 * network. It replaces the globals and the functions of built-in modules in the process of the runs, and stays there.
 * Each run resets it.
 */
import childProcess from 'node:child_process';
import crypto from 'node:crypto';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import workerThreads from 'node:worker_threads';
import { seededRandom } from '../contract/seeded-random.ts';
import { virtualHrtime } from './virtual-hrtime.ts';
import { virtualRandom } from './virtual-random.ts';

/** Plans a task at a moment of the pit's time. @returns a function that cancels it */
export type Plan = (atMs: number, run: () => void) => () => void;

export class VirtualWorld {
  /** Milliseconds since the pit opened. */
  now: () => number = () => 0;
  #plan: Plan | undefined;
  /** Timers that were set while the strategy's file was loading. */
  #early: (() => void)[] = [];
  #random: () => number = () => 0;
  #opensMs = 0;

  /**
   * Resets the world for a run.
   * @param opensMs time at which the pit of the run opens, in milliseconds since the Unix epoch
   */
  begin(seed: number, opensMs: number): void {
    this.now = () => 0;
    this.#plan = undefined;
    this.#early = [];
    this.#random = seededRandom(seed);
    this.#opensMs = opensMs;
    setProcesses(PROCESS_CALLS);
  }

  /** Uses the pit's time from now on. */
  attach(now: () => number, plan: Plan): void {
    this.now = now;
    this.#plan = plan;
    for (const set of this.#early.splice(0)) set();
  }

  /** Replaces the globals. Call it once in a process. */
  install(): void {
    this.#installClock();
    this.#installTimers();
    this.#installRandomness();
    refuseNetwork();
    syncBuiltinESMExports();
  }

  /** Call it after the strategy's file has loaded. From now on, nothing needs another process. */
  close(): void {
    setProcesses(REFUSED_CALLS);
  }

  #installClock(): void {
    const nowMs = () => this.#opensMs + this.now();
    const Real = Date;
    globalThis.Date = new Proxy(Real, {
      construct: (target, args, newTarget) =>
        Reflect.construct(target, args.length === 0 ? [nowMs()] : args, newTarget) as Date,
      apply: () => new Real(nowMs()).toString(),
    });
    // As a property, not by a trap, because the check for leaks lists properties.
    Real.now = nowMs;
    // Otherwise `new date.constructor()` would have the machine's time.
    Real.prototype.constructor = globalThis.Date;
    Object.defineProperty(performance, 'now', { value: () => this.now() });
    Object.defineProperty(performance, 'timeOrigin', { get: () => this.#opensMs });
    const uptime = () => this.now() / 1_000;
    Object.defineProperty(process, 'uptime', { value: uptime });
    Object.assign(os, { uptime });
    installDateFormat(nowMs);
    Object.defineProperty(process, 'hrtime', { value: virtualHrtime(() => this.now()) });
  }

  #installTimers(): void {
    const set = (
      run: (...args: unknown[]) => void,
      ms: number | undefined,
      repeats: boolean,
      args: unknown[],
    ) =>
      new VirtualTimer(
        (start) => this.#planned(start),
        () => run(...args),
        Math.max(ms ?? 1, 1),
        repeats,
      );
    const clear = (timer: unknown) => {
      if (timer instanceof VirtualTimer) timer.clear();
    };
    const virtual = {
      setTimeout: (run: () => void, ms?: number, ...args: unknown[]) => set(run, ms, false, args),
      setInterval: (run: () => void, ms?: number, ...args: unknown[]) => set(run, ms, true, args),
      setImmediate: (run: () => void, ...args: unknown[]) => set(run, 1, false, args),
      clearTimeout: clear,
      clearInterval: clear,
      clearImmediate: clear,
    };
    Object.assign(globalThis, virtual);
    Object.assign(timers, virtual);
    for (const name of ['setTimeout', 'setInterval', 'setImmediate'] as const)
      Object.assign(timersPromises, { [name]: refuse(`${name} of timers/promises`, PROMISES) });
  }

  #planned(start: (plan: Plan, now: () => number) => void): void {
    const begin = () => {
      if (this.#plan !== undefined) start(this.#plan, this.now);
    };
    if (this.#plan === undefined) this.#early.push(begin);
    else begin();
  }

  #installRandomness(): void {
    const random = () => this.#random();
    const { getRandomValues, ...others } = virtualRandom(random);
    const { randomUUID } = others;
    Math.random = random;
    Object.defineProperty(globalThis.crypto, 'randomUUID', { value: randomUUID });
    Object.defineProperty(globalThis.crypto, 'getRandomValues', { value: getRandomValues });
    Object.assign(crypto, others);
    for (const name of ['generateKey', 'generateKeySync', 'generateKeyPair', 'generateKeyPairSync'] as const)
      Object.assign(crypto, { [name]: refuse(name, KEYS) });
  }
}

/** Result of `setTimeout` and `setInterval`. */
export class VirtualTimer {
  #cancel: () => void = () => {};
  #isCleared = false;

  constructor(
    planned: (start: (plan: Plan, now: () => number) => void) => void,
    run: () => void,
    ms: number,
    repeats: boolean,
  ) {
    planned((plan, now) => {
      const next = () => {
        if (!this.#isCleared) this.#cancel = plan(now() + ms, fire);
      };
      const fire = () => {
        if (repeats) next();
        run();
      };
      next();
    });
  }

  clear(): void {
    this.#isCleared = true;
    this.#cancel();
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }
}

/** Makes date formats without a date use the pit's current time. */
function installDateFormat(nowMs: () => number): void {
  const { prototype } = Intl.DateTimeFormat;
  const format = Object.getOwnPropertyDescriptor(prototype, 'format');
  const formatToParts = Reflect.get(prototype, 'formatToParts');
  Object.defineProperty(prototype, 'format', {
    get(this: Intl.DateTimeFormat) {
      const formatDate = format?.get?.call(this) as (date: Date | number) => string;
      return (date: Date | number = nowMs()) => formatDate(date);
    },
  });
  prototype.formatToParts = function (date = nowMs()) {
    return formatToParts.call(this, date);
  };
}

const KEYS = 'the lab makes no keys, because a run must be the same every time; use context.random';
const NETWORK = 'the lab has no network, because a run must be the same every time';
const PROCESSES = 'the lab starts no other process, because a run must be the same every time';
const PROMISES = 'in the lab a promise continues only after the run; use a callback of timers, or onTimer';

function refuse(what: string, why: string): () => never {
  return function () {
    throw new Error(`${what}: ${why}`);
  };
}

/** Functions that start another process or thread. */
const PROCESS_CALLS = {
  exec: childProcess.exec,
  execFile: childProcess.execFile,
  fork: childProcess.fork,
  spawn: childProcess.spawn,
  execSync: childProcess.execSync,
  execFileSync: childProcess.execFileSync,
  spawnSync: childProcess.spawnSync,
  Worker: workerThreads.Worker,
};
type ProcessCalls = Readonly<Record<keyof typeof PROCESS_CALLS, unknown>>;
const REFUSED_CALLS: ProcessCalls = {
  exec: refuse('exec', PROCESSES),
  execFile: refuse('execFile', PROCESSES),
  fork: refuse('fork', PROCESSES),
  spawn: refuse('spawn', PROCESSES),
  execSync: refuse('execSync', PROCESSES),
  execFileSync: refuse('execFileSync', PROCESSES),
  spawnSync: refuse('spawnSync', PROCESSES),
  Worker: refuse('a worker thread', PROCESSES),
};

function setProcesses({ Worker, ...calls }: ProcessCalls): void {
  Object.assign(childProcess, calls);
  Object.assign(workerThreads, { Worker });
  syncBuiltinESMExports();
}

function refuseNetwork(): void {
  const refused = (...names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, refuse(name, NETWORK)]));
  Object.assign(globalThis, refused('fetch', 'WebSocket', 'EventSource'));
  Object.assign(net.Socket.prototype, { connect: refuse('a connection', NETWORK) });
  Object.assign(net.Server.prototype, { listen: refuse('a server', NETWORK) });
  Object.assign(dgram.Socket.prototype, {
    send: refuse('a datagram', NETWORK),
    bind: refuse('a datagram socket', NETWORK),
  });
  Object.assign(dns, refused('lookup', 'resolve', 'resolve4', 'resolve6', 'reverse'));
  Object.assign(dns.promises, refused('lookup', 'resolve', 'resolve4', 'resolve6', 'reverse'));
}
