/**
 * The world of a strategy in the lab. The clock and the timers are the pit's, randomness has a seed, and there is no
 * network. It replaces the globals and the functions of built-in modules in the process of the runs, and stays there.
 * Each run resets it.
 */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import timers from 'node:timers';
import { promisify } from 'node:util';
import { seededRandom } from '../contract/seeded-random.ts';
import {
  allowProcesses,
  refuseKeys,
  refuseNetwork,
  refuseProcesses,
  refusePromises,
  refusedPromise,
} from './refusals.ts';
import { virtualHrtime } from './virtual-hrtime.ts';
import { virtualRandom } from './virtual-random.ts';
import { VirtualTimers, type Plan } from './virtual-timers.ts';

export class VirtualWorld {
  /** Milliseconds since the pit opened. */
  now: () => number = () => 0;
  readonly #timers = new VirtualTimers(() => this.now());
  #random: () => number = () => 0;
  #opensMs = 0;

  /**
   * Resets the world for a run.
   * @param opensMs time at which the pit of the run opens, in milliseconds since the Unix epoch
   */
  begin(seed: number, opensMs: number): void {
    this.now = () => 0;
    this.#timers.begin();
    this.#random = seededRandom(seed);
    this.#opensMs = opensMs;
    allowProcesses();
  }

  /** Uses the pit's time from now on. */
  attach(now: () => number, plan: Plan): void {
    this.now = now;
    this.#timers.attach(plan);
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
    refuseProcesses();
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
    const timersOf = this.#timers;
    const setter = (name: string, repeats: boolean, hasDelay: boolean) => {
      const set = (run: unknown, ...rest: readonly unknown[]) => {
        if (typeof run !== 'function')
          throw new TypeError(`${name}: the first argument must be a function; got ${String(run)}.`);
        const [ms, args] = hasDelay ? [rest[0], rest.slice(1)] : [1, rest];
        return timersOf.set({ run: run as () => void, args, ms, repeats });
      };
      return Object.assign(set, { [promisify.custom]: refusedPromise(name) });
    };
    const clear = (timer: unknown) => timersOf.clear(timer);
    const virtual = {
      setTimeout: setter('setTimeout', false, true),
      setInterval: setter('setInterval', true, true),
      setImmediate: setter('setImmediate', false, false),
      clearTimeout: clear,
      clearInterval: clear,
      clearImmediate: clear,
    };
    Object.assign(globalThis, virtual);
    Object.assign(timers, virtual);
    refusePromises();
  }

  #installRandomness(): void {
    const random = () => this.#random();
    const { getRandomValues, ...others } = virtualRandom(random);
    const { randomUUID } = others;
    Math.random = random;
    Object.defineProperty(globalThis.crypto, 'randomUUID', { value: randomUUID });
    Object.defineProperty(globalThis.crypto, 'getRandomValues', { value: getRandomValues });
    Object.assign(crypto, others);
    refuseKeys();
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
