/** The states that a player keeps for seeking. */
import { expect, test } from 'vitest';
import { Keyframes } from '../../../src/session/playback/keyframes.ts';
import { TestPit } from '../../support/pit.ts';

const placeAt = (offset: number, segment = 1) => ({ segment, offset, seq: offset, time: offset, digest: 0 });

test('the nearest state at or before a place of its segment is found, whatever the order of the offers', () => {
  const { state } = new TestPit();
  const keyframes = new Keyframes(10);
  expect(keyframes.offer(placeAt(5), state, 9)).toBe(false);
  for (const offset of [40, 20, 60]) expect(keyframes.offer(placeAt(offset), state, 10)).toBe(true);
  const found = (offset: number, segment?: number) =>
    keyframes.before(placeAt(offset, segment))?.place.offset ?? null;
  expect([19, 20, 59, 60, 99].map((offset) => found(offset))).toEqual([null, 20, 40, 60, 60]);
  expect(found(60, 2)).toBeNull();
});

test('at most 256 states are kept: the oldest leave for new ones', () => {
  const { state } = new TestPit();
  const keyframes = new Keyframes(1);
  for (let offset = 1; offset <= 255; offset += 1) keyframes.offer(placeAt(offset), state, 1);
  expect(keyframes.isFull).toBe(false);
  for (let offset = 256; offset <= 300; offset += 1) keyframes.offer(placeAt(offset), state, 1);
  expect(keyframes.isFull).toBe(true);
  expect(keyframes.before(placeAt(44))).toBeNull();
  expect(keyframes.before(placeAt(45))?.place.offset).toBe(45);
});
