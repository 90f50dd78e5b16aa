/** A queue of frames, compared with a list. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameQueue } from '../../src/net/frame-queue.ts';

/** Takes the oldest frame as text. */
function take(queue: FrameQueue): string | undefined {
  return queue.shift() ? queue.memory.toString('latin1', queue.start, queue.end) : undefined;
}

test('it has the frames of a list, in order, however many come and go', () => {
  const short = fc.string({ unit: 'binary-ascii', maxLength: 200 });
  const long = fc.integer({ min: 510, max: 515 }).map((length) => '0123456'.repeat(length).slice(0, length));
  const frames = fc.array(fc.oneof({ weight: 9, arbitrary: short }, long), { maxLength: 150 });
  const steps = fc.array(fc.record({ pushed: frames, taken: fc.nat(150) }), { maxLength: 10 });
  fc.assert(
    fc.property(steps, (all) => {
      const [queue, list] = [new FrameQueue(), [] as string[]];
      for (const { pushed, taken } of all) {
        const chunk = Buffer.from(pushed.join(''));
        let at = 0;
        for (const frame of pushed) {
          queue.push(chunk, at, (at += frame.length));
          list.push(frame);
        }
        // The next chunk arrives in the same memory.
        chunk.fill('!');
        for (let count = 0; count < taken; count += 1) expect(take(queue)).toBe(list.shift());
        expect(queue.length).toBe(list.length);
        expect(queue.bytes).toBe(list.join('').length + 4 * list.length);
      }
      queue.clear();
      expect([queue.length, queue.bytes, queue.memory.length, take(queue)]).toEqual([0, 0, 0, undefined]);
    }),
  );
});

test('the frames of a chunk get their memory at once', () => {
  const queue = new FrameQueue();
  const chunk = Buffer.alloc(10_000, 'x');
  queue.push(chunk, 100, 200);
  const { memory } = queue;
  for (let at = 206; at + 94 <= 10_000; at += 100) queue.push(chunk, at, at + 94);
  expect(queue.memory).toBe(memory);
  expect(memory.length).toBe(9_904);
});

test('frames that come and go do not make the memory grow', () => {
  const queue = new FrameQueue();
  const chunk = Buffer.alloc(1_000);
  queue.push(chunk, 0, 1_000);
  for (let count = 0; count < 1_000; count += 1) {
    queue.push(chunk, 0, 1_000);
    queue.shift();
  }
  expect(queue.length).toBe(1);
  expect(queue.memory.length).toBeLessThan(5_000);
});
