/** The bound of the kept frames is that of the memory, and not only of the frames that can still be found. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { CHARACTERS_MAX, FrameLog } from '../../src/renderer/feed/frame-log.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Length of a player's frame at high speed. */
const FRAME_CHARS = 128 * 1_024;

test('a thousand long frames take no more memory than the newest of them', () => {
  const log = new FrameLog();
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let frame = 0; frame < 1_000; frame += 1) {
    log.add(Buffer.alloc(FRAME_CHARS, frame).toString('latin1'), false);
  }
  collectGarbage();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(2 * CHARACTERS_MAX);
  expect(log.characters).toBeGreaterThan(CHARACTERS_MAX - FRAME_CHARS);
});
