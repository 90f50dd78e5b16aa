/** A queue of frames, compared with a list. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameQueue } from '../../src/net/frame-queue.ts';

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
