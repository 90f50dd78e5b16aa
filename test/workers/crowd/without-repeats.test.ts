import { expect, test } from 'vitest';
import { createLogger } from '../../../src/runtime/log.ts';
import { withoutRepeats } from '../../../src/workers/crowd/without-repeats.ts';

test('writes equal lines once a second', () => {
  const written: string[] = [];
  let nowMs = 5_000;
  const log = withoutRepeats(
    createLogger('info', (line) => void written.push(line.trim().split(' ').slice(1).join(' '))),
    () => nowMs,
  );
  for (let session = 0; session < 40; session += 1) log.warn('gateway lost');
  log.warn('gateway not found');
  nowMs += 999;
  log.warn('gateway lost');
  expect(written).toEqual(['warn gateway lost', 'warn gateway not found']);
  nowMs += 1;
  log.warn('gateway lost');
  expect(written.slice(2)).toEqual(['warn gateway lost']);
});
