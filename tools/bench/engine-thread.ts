/**
 * Each engine runs in a separate thread, with its own heap and compiled code, as in a separate process. The garbage of
 * one engine therefore does not slow another down. The stream's arrays are shared, not copied.
 */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Engine } from './contender.ts';
import { measureLatency, type Latency } from './latency.ts';
import { matchingAlone, matchingAndFeed } from './matching-alone.ts';
import { nodejsOrderBook } from './nodejs-order-book.ts';
import { runLap, type Lap } from './speed.ts';
import type { Stream } from './stream.ts';
import { matchingAndEvents } from './matching-and-events.ts';
import { withAccounts } from './with-accounts.ts';

/** All engines, in the order in which they are printed. */
const ENGINES: readonly Engine[] = [
  nodejsOrderBook,
  matchingAlone,
  matchingAndFeed,
  matchingAndEvents,
  withAccounts,
];

interface Task {
  readonly measure: 'lap' | 'latency';
  readonly secondsMax: number;
}

interface ThreadData {
  readonly engine: string;
  readonly stream: Stream;
}

export class EngineThread {
  readonly engine: string;
  readonly stream: string;
  readonly #worker: Worker;

  constructor(engine: string, stream: Stream) {
    this.engine = engine;
    this.stream = stream.name;
    const data: ThreadData = { engine, stream };
    this.#worker = new Worker(new URL(import.meta.url), { workerData: data });
  }

  /** @throws Error when the engine's result differs from the reference book */
  async lap(secondsMax: number): Promise<Lap> {
    return (await this.#ask({ measure: 'lap', secondsMax })) as Lap;
  }

  async latency(secondsMax: number): Promise<Latency> {
    return (await this.#ask({ measure: 'latency', secondsMax })) as Latency;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  async #ask(task: Task): Promise<unknown> {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage(task);
    // Errors of the thread are thrown here.
    const [answer] = (await once(this.#worker, 'message')) as [unknown];
    return answer;
  }
}

export function startThreads(stream: Stream): readonly EngineThread[] {
  return ENGINES.map(({ name }) => new EngineThread(name, stream));
}

/** Runs in the thread itself. */
function serve(): void {
  const { engine: name, stream } = workerData as ThreadData;
  const engine = ENGINES.find((engine) => engine.name === name);
  if (engine === undefined) throw new Error(`no engine is called ${name}`);
  parentPort?.on('message', ({ measure, secondsMax }: Task) => {
    const run = measure === 'lap' ? runLap : measureLatency;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort?.postMessage(run(engine, stream, secondsMax));
  });
}

if (!isMainThread && isThreadData(workerData)) serve();

/** True in a thread of the bench. Test runners use threads as well. */
function isThreadData(data: unknown): data is ThreadData {
  return typeof data === 'object' && data !== null && 'engine' in data && 'stream' in data;
}
