/**
 * Timers of the pit's time, with all that Node's have: `refresh`, `hasRef`, `close`, and a number that stands for the
 * timer. The run never waits for a timer, so `ref` and `unref` only change what `hasRef` says.
 */

/** Plans a task at a moment of the pit's time. @returns a function that cancels it */
export type Plan = (atMs: number, run: () => void) => () => void;

type Callback = (this: VirtualTimer, ...args: readonly unknown[]) => void;
type Start = (plan: Plan, nowMs: number) => void;

interface Setting {
  readonly run: Callback;
  readonly args: readonly unknown[];
  readonly ms: unknown;
  readonly repeats: boolean;
}

/** Longest time of a timer. Node sets a longer one, and one that is no number, to 1 ms. */
const TIMER_MS_MAX = 2 ** 31 - 1;

export class VirtualTimers {
  readonly #now: () => number;
  #plan: Plan | undefined;
  /** Starts of the timers that were set while the strategy's file was loading. */
  #early: (() => void)[] = [];
  /** Timers whose number a strategy has read. */
  readonly #numbered = new Map<number, VirtualTimer>();
  #numbers = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Forgets the timers of the run before. */
  begin(): void {
    this.#plan = undefined;
    this.#early = [];
    this.#numbered.clear();
    this.#numbers = 0;
  }

  attach(plan: Plan): void {
    this.#plan = plan;
    for (const start of this.#early.splice(0)) start();
  }

  set(setting: Setting): VirtualTimer {
    return new VirtualTimer(this, setting);
  }

  /** @param timer a timer or its number; anything else is ignored, as in Node */
  clear(timer: unknown): void {
    if (timer instanceof VirtualTimer) timer.close();
    else if (typeof timer === 'number' || typeof timer === 'string')
      this.#numbered.get(Number(timer))?.close();
  }

  numberOf(timer: VirtualTimer): number {
    this.#numbers += 1;
    this.#numbered.set(this.#numbers, timer);
    return this.#numbers;
  }

  forget(number: number): void {
    this.#numbered.delete(number);
  }

  whenOpen(start: Start): void {
    const begin = () => {
      if (this.#plan !== undefined) start(this.#plan, this.#now());
    };
    if (this.#plan === undefined) this.#early.push(begin);
    else begin();
  }
}

/** Result of `setTimeout`, `setInterval` and `setImmediate`. */
export class VirtualTimer {
  readonly #timers: VirtualTimers;
  readonly #setting: Setting;
  readonly #ms: number;
  #cancel: () => void = () => {};
  #isClosed = false;
  #hasRef = true;
  #number: number | undefined;

  constructor(timers: VirtualTimers, setting: Setting) {
    this.#timers = timers;
    this.#setting = setting;
    const ms = Number(setting.ms);
    this.#ms = ms >= 1 && ms <= TIMER_MS_MAX ? ms : 1;
    this.#start();
  }

  close(): this {
    this.#isClosed = true;
    this.#cancel();
    if (this.#number !== undefined) this.#timers.forget(this.#number);
    return this;
  }

  /** Begins its time again, also after it has fired. A closed timer stays closed. */
  refresh(): this {
    this.#start();
    return this;
  }

  ref(): this {
    this.#hasRef = true;
    return this;
  }

  unref(): this {
    this.#hasRef = false;
    return this;
  }

  hasRef(): boolean {
    return this.#hasRef;
  }

  [Symbol.toPrimitive](): number {
    this.#number ??= this.#timers.numberOf(this);
    return this.#number;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #start(): void {
    this.#timers.whenOpen((plan, nowMs) => {
      this.#cancel();
      if (!this.#isClosed) this.#cancel = plan(nowMs + this.#ms, () => this.#fire());
    });
  }

  #fire(): void {
    const { run, args, repeats } = this.#setting;
    if (repeats) this.#start();
    run.apply(this, [...args]);
  }
}
