/**
 * The world that a strategy finds in the lab: the clock and the timers are the pit's, randomness has a seed, and there is no
 * network. It is put over the globals and built-in modules of the process in which one run happens, and stays there: the
 * process ends with the run.
 */
import crypto from 'node:crypto';
import dgram from 'node:dgram';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import timers from 'node:timers';
import { seededRandom } from '../../src/contract/seeded-random.ts';
import { EPOCH_MS } from './epoch.ts';

/** Plans a task at a moment of the pit's time. @returns what cancels it */
export type Plan = (atMs: number, run: () => void) => () => void;

const BYTE = 256;

export class VirtualWorld {
  /** Milliseconds since the pit opened. */
  now: () => number = () => 0;
  #plan: Plan | undefined;
  /** Timers that were set while the strategy's file was loaded. */
  readonly #early: (() => void)[] = [];
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** Its time is the pit's from now on. */
  attach(now: () => number, plan: Plan): void {
    this.now = now;
    this.#plan = plan;
    for (const set of this.#early.splice(0)) set();
  }

  install(): void {
    this.#installClock();
    this.#installTimers();
    this.#installRandomness();
    refuseNetwork();
    syncBuiltinESMExports();
  }

  #installClock(): void {
    const nowMs = () => EPOCH_MS + this.now();
    const Real = Date;
    globalThis.Date = new Proxy(Real, {
      construct: (target, args, newTarget) =>
        Reflect.construct(target, args.length === 0 ? [nowMs()] : args, newTarget) as Date,
      apply: () => new Real(nowMs()).toString(),
      get: (target, key, receiver): unknown => (key === 'now' ? nowMs : Reflect.get(target, key, receiver)),
    });
    Object.defineProperty(performance, 'now', { value: () => this.now() });
    Object.defineProperty(process, 'hrtime', {
      value: Object.assign(() => [Math.floor(this.now() / 1_000), (this.now() % 1_000) * 1_000_000], {
        bigint: () => BigInt(Math.round(this.now() * 1_000_000)),
      }),
    });
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
  }

  #planned(start: (plan: Plan, now: () => number) => void): void {
    const begin = () => {
      if (this.#plan !== undefined) start(this.#plan, this.now);
    };
    if (this.#plan === undefined) this.#early.push(begin);
    else begin();
  }

  #installRandomness(): void {
    const bytes = (view: Uint8Array) => view.map(() => Math.floor(this.#random() * BYTE));
    const fill = <View extends ArrayBufferView>(view: View): View => {
      const whole = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
      whole.set(bytes(whole));
      return view;
    };
    const randomUUID = () => uuidOf(fill(new Uint8Array(16)));
    Math.random = this.#random;
    Object.defineProperty(globalThis.crypto, 'randomUUID', { value: randomUUID });
    Object.defineProperty(globalThis.crypto, 'getRandomValues', { value: fill });
    Object.assign(crypto, {
      randomUUID,
      randomFillSync: fill,
      randomBytes: (size: number) => fill(Buffer.alloc(size)),
      randomInt: (low: number, high?: number) => {
        const [from, to] = high === undefined ? [0, low] : [low, high];
        return from + Math.floor(this.#random() * (to - from));
      },
    });
  }
}

/** The result of `setTimeout` and `setInterval`. */
class VirtualTimer {
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

function refuseNetwork(): void {
  const refuse = (what: string) => () => {
    throw new Error(`${what}: the lab has no network, because a run must be the same every time`);
  };
  Object.assign(globalThis, { fetch: refuse('fetch'), WebSocket: refuse('WebSocket') });
  Object.assign(net.Socket.prototype, { connect: refuse('a connection') });
  Object.assign(net.Server.prototype, { listen: refuse('a server') });
  Object.assign(dgram.Socket.prototype, { send: refuse('a datagram'), bind: refuse('a datagram socket') });
}

/** RFC 9562, version 4. */
function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.map((byte, index) => markVersion(byte, index))).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function markVersion(byte: number, index: number): number {
  if (index === 6) return (byte & 0x0f) | 0x40;
  return index === 8 ? (byte & 0x3f) | 0x80 : byte;
}
