/** A window without a screen or a clock: tests open the sockets, advance the time and paint. */
import type { FeedEnvironment } from '../../src/renderer/feed/feed.ts';
import { FeedSource, type SourceEnvironment } from '../../src/renderer/feed/feed-source.ts';
import type { FromSource, SourcePort } from '../../src/renderer/feed/source-messages.ts';

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

export class FakeEnvironment implements FeedEnvironment, SourceEnvironment {
  /** The history service; by default there is none. */
  get: SourceEnvironment['get'] = () => Promise.reject(new Error('no history'));
  readonly sockets: FakeSocket[] = [];
  #now = 1_000_000;
  #timers: Timer[] = [];
  #paints: ((startedAt: number) => void)[] = [];
  #clock = 0;

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

  /** On this thread: messages arrive at once. */
  readonly openSource = (listener: (message: FromSource) => void): SourcePort => {
    const source = new FeedSource(this, listener);
    return { send: (message) => source.receive(message) };
  };

  readonly now = (): number => this.#now;

  readonly after = (ms: number, callback: () => void): (() => void) => {
    const timer = { at: this.#now + ms, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  readonly nextPaint = (callback: (startedAt: number) => void): void => {
    this.#paints.push(callback);
  };

  readonly clock = (): number => this.#clock;

  readonly draw = (run: () => void): void => run();

  /** Advance the fine clock. */
  work(ms: number): void {
    this.#clock += ms;
  }

  /** @returns the number of callbacks that waited for the frame. */
  paint(): number {
    const paints = this.#paints;
    this.#paints = [];
    for (const callback of paints) callback(this.#clock);
    return paints.length;
  }

  pass(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { callback } of due) callback();
  }
}
