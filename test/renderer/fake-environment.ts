/** A window without a screen and without time of its own: tests open the sockets, pass the time and paint. */
import type { FeedEnvironment } from '../../src/renderer/feed/feed.ts';

export class FakeSocket extends EventTarget {
  readonly url: string;
  isClosed = false;

  constructor(url: string) {
    super();
    this.url = url;
  }

  close(): void {
    this.isClosed = true;
  }

  open(): void {
    this.dispatchEvent(new Event('open'));
  }

  send(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }

  end(code: number, reason = ''): void {
    this.dispatchEvent(Object.assign(new Event('close'), { code, reason }));
  }
}

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

export class FakeEnvironment implements FeedEnvironment {
  readonly sockets: FakeSocket[] = [];
  #now = 1_000_000;
  #timers: Timer[] = [];
  #paints: (() => void)[] = [];

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error('no socket was opened');
    return socket;
  }

  readonly openSocket = (url: string): FakeSocket => {
    const socket = new FakeSocket(url);
    this.sockets.push(socket);
    return socket;
  };

  readonly now = (): number => this.#now;

  readonly after = (ms: number, callback: () => void): (() => void) => {
    const timer = { at: this.#now + ms, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  readonly nextPaint = (callback: () => void): void => {
    this.#paints.push(callback);
  };

  /** @returns how many callbacks waited for the frame. */
  paint(): number {
    const paints = this.#paints;
    this.#paints = [];
    for (const callback of paints) callback();
    return paints.length;
  }

  pass(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { callback } of due) callback();
  }
}
