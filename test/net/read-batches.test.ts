/** Reading in batches. Timers run in virtual time. Node reads sockets between timers and immediates, and so does `turn`. */
import { setImmediate as immediates } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BATCH_MS, FULL_READS_MAX, ReadBatches, SHORT_BATCH_MS } from '../../src/net/read-batches.ts';

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'performance'],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A connection of which each read takes all frames that have arrived. */
class FakeConnection {
  readonly batches = new ReadBatches();
  /** Frames as they were read, each with `!` when it was prompt. */
  readonly log: string[] = [];
  #arrived: string[] = [];
  #isReading = true;

  constructor() {
    this.batches.begin({ resume: () => (this.#isReading = true) });
    this.batches.turn(true);
  }

  arrive(...frames: readonly string[]): void {
    this.#arrived.push(...frames);
    this.poll();
  }

  /** The part of a turn in which sockets are read. */
  poll(): void {
    if (!this.#isReading || this.#arrived.length === 0) return;
    const read = this.#arrived.splice(0).map((frame) => frame + (this.batches.isPrompt ? '!' : ''));
    this.log.push(read.join(' '));
    this.#isReading = this.batches.hasRead(false);
  }

  act(name: string): void {
    this.batches.catchUp(() => this.log.push(name));
  }
}

/** Lets time pass up to the timers that are then due, reads, and runs the immediates. */
async function turn(connection: FakeConnection, ms: number): Promise<void> {
  vi.advanceTimersByTime(ms);
  connection.poll();
  await immediates();
}

/** A connection that waits since its second read. */
function waiting(): FakeConnection {
  const connection = new FakeConnection();
  connection.arrive('a');
  connection.arrive('b');
  return connection;
}

test('frames that come often are read in batches', async () => {
  const connection = waiting();
  connection.arrive('c');
  await turn(connection, BATCH_MS - 1);
  connection.arrive('d');
  expect(connection.log).toEqual(['a!', 'b!']);
  await turn(connection, 1);
  expect(connection.log).toEqual(['a!', 'b!', 'c d']);
  connection.arrive('e');
  await turn(connection, BATCH_MS);
  expect(connection.log.at(-1)).toBe('e');
});

test('frames that come seldom are read when they arrive', async () => {
  const connection = new FakeConnection();
  for (const frame of ['a', 'b', 'c']) {
    await turn(connection, 2 * BATCH_MS);
    connection.arrive(frame);
  }
  expect(connection.log).toEqual(['a!', 'b!', 'c!']);
});

test('the reader acts on everything that has arrived, and the next frame is read at once', async () => {
  const connection = waiting();
  connection.arrive('c');
  connection.act('decision');
  expect(connection.log).toEqual(['a!', 'b!']);
  await turn(connection, 0);
  expect(connection.log).toEqual(['a!', 'b!', 'c', 'decision']);
  connection.arrive('d');
  connection.arrive('e');
  expect(connection.log.slice(4)).toEqual(['d!']);
});

test('a reader that acts when a wait ends still acts on everything that has arrived', async () => {
  const connection = waiting();
  connection.arrive('c');
  vi.advanceTimersByTime(BATCH_MS);
  connection.act('decision');
  connection.act('timer');
  await turn(connection, 0);
  expect(connection.log.slice(2)).toEqual(['c', 'decision', 'timer']);
});

test('a reader acts at once when the connection does not wait', () => {
  const connection = new FakeConnection();
  connection.arrive('a');
  connection.act('decision');
  expect(connection.log).toEqual(['a!', 'decision']);
});

test('a reader acts when nothing arrived during the wait, however long the process was paused', async () => {
  const connection = waiting();
  await turn(connection, 2_000);
  connection.act('decision');
  await turn(connection, 0);
  connection.arrive('c');
  expect(connection.log.slice(2)).toEqual(['decision', 'c!']);
});

test('a full read goes on', async () => {
  const connection = waiting();
  await turn(connection, BATCH_MS);
  expect(connection.batches.hasRead(true)).toBe(true);
  expect(connection.batches.hasRead(false)).toBe(false);
});

test('after a batch of many bytes the wait is short', () => {
  const batches = new ReadBatches();
  let resumed = 0;
  batches.begin({ resume: () => (resumed += 1) });
  batches.turn(true);
  batches.hasRead(false);
  const waitAfter = (fullReads: number): number => {
    for (let reads = 0; reads < fullReads; reads += 1) expect(batches.hasRead(true)).toBe(true);
    expect(batches.hasRead(false)).toBe(false);
    const start = performance.now();
    vi.advanceTimersToNextTimer();
    return performance.now() - start;
  };
  const few = [0, FULL_READS_MAX].map(waitAfter);
  const many = [FULL_READS_MAX + 1, 50].map(waitAfter);
  const fewAgain = [0, 0].map(waitAfter);
  expect({ few, many, fewAgain }).toEqual({
    few: [BATCH_MS, BATCH_MS],
    many: [SHORT_BATCH_MS, SHORT_BATCH_MS],
    fewAgain: [BATCH_MS, BATCH_MS],
  });
  expect(resumed).toBe(6);
});

test('turned off, or with a new connection, every frame is read when it arrives', () => {
  const connection = waiting();
  connection.arrive('c');
  connection.batches.turn(false);
  connection.poll();
  connection.arrive('d');
  expect(connection.log.slice(2)).toEqual(['c', 'd!']);
  const batches = new ReadBatches();
  batches.turn(true);
  batches.begin({ resume: () => {} });
  expect([batches.hasRead(false), batches.hasRead(false)]).toEqual([true, true]);
});
