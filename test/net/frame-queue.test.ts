/** A queue of frames, compared with a list. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameQueue } from '../../src/net/frame-queue.ts';
import { collectGarbage } from '../../tools/bench/memory.ts';

test('it has the frames of a list, in order, however many come and go', () => {
  const steps = fc.array(fc.record({ pushed: fc.nat(150), taken: fc.nat(150) }), { maxLength: 10 });
  fc.assert(
    fc.property(steps, (all) => {
      const [queue, list] = [new FrameQueue(), [] as Buffer[]];
      for (const { pushed, taken } of all) {
        for (let count = 0; count < pushed; count += 1) {
          const frame = Buffer.from([count]);
          queue.push(frame);
          list.push(frame);
        }
        for (let count = 0; count < taken; count += 1) expect(queue.shift()).toBe(list.shift());
        expect(queue.length).toBe(list.length);
      }
      queue.clear();
      expect([queue.length, queue.shift()]).toEqual([0, undefined]);
    }),
  );
});

test('frames that follow each other in a chunk count its bytes once, until the last of them is taken', () => {
  const queue = new FrameQueue();
  const [first, second] = [Buffer.alloc(60_000), Buffer.alloc(10_000)];
  for (const chunk of [first, second]) for (const at of [0, 40]) queue.push(chunk.subarray(at, at + 36));
  const bytes = [queue.bytes];
  while (queue.shift() !== undefined) bytes.push(queue.bytes);
  expect(bytes).toEqual([70_000 + 4 * 256, 70_000 + 3 * 256, 10_000 + 2 * 256, 10_000 + 256, 0]);
  queue.push(first);
  queue.clear();
  expect(queue.bytes).toBe(0);
});

test('the memory of a taken frame is free while others wait', async () => {
  const queue = new FrameQueue();
  queue.push(Buffer.from([1]));
  const taken = Array.from({ length: 31 }, () => {
    const frame = Buffer.alloc(60_000);
    queue.push(frame);
    queue.shift();
    queue.push(Buffer.from([1]));
    queue.shift();
    return new WeakRef(frame);
  });
  await nextTurn();
  collectGarbage();
  expect(taken.filter((frame) => frame.deref() !== undefined)).toEqual([]);
  expect(queue.length).toBe(1);
});
