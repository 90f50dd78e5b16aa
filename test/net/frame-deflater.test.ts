/** Which frames are compressed. */
import { createHash } from 'node:crypto';
import { constants, inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { FrameDeflater } from '../../src/net/frame-deflater.ts';

const random = createHash('shake256', { outputLength: 1_000 }).digest();
const long = Buffer.from('the same words again, '.repeat(50));

test('a long frame is compressed, and a short or a random one stays plain', () => {
  const deflater = new FrameDeflater();
  const deflated = deflater.deflate(long);
  expect(deflated?.length).toBeLessThan(long.length / 5);
  const inflated = inflateRawSync(deflated ?? '', { finishFlush: constants.Z_SYNC_FLUSH });
  expect(inflated).toEqual(long);
  expect(deflater.deflate(long.subarray(0, 511))).toBeNull();
  expect(deflater.deflate(random)).toBeNull();
});

test('compression takes at most 200 ms of a second', () => {
  // Each frame takes 150 ms: the clock is read before and after it.
  let ms = 0;
  const deflater = new FrameDeflater(() => (ms += 150) - 150);
  const isCompressed = () => deflater.deflate(long) !== null;
  expect([isCompressed(), isCompressed()]).toEqual([true, true]);
  // 300 ms were used of the 200 ms and of the 30 ms for each 150 ms that passed.
  expect(isCompressed()).toBe(false);
  ms += 1_000;
  expect(isCompressed()).toBe(true);
});
