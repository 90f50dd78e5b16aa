/** The random functions of the lab: seeded, and with the shapes of those of `node:crypto`. */
import { expect, test } from 'vitest';
import { seededRandom } from '../../src/contract/seeded-random.ts';
import { virtualRandom } from '../../src/lab/virtual-random.ts';

test('the same seed gives the same bytes, numbers and ids', () => {
  const drawn = () => {
    const { randomBytes, randomInt, randomUUID } = virtualRandom(seededRandom(5));
    return [randomBytes(4)?.toString('hex'), randomInt(10, 20), randomInt(3), randomUUID()];
  };
  expect(drawn()).toEqual(drawn());
  const [, number, small, id] = drawn();
  expect(number).toBeGreaterThanOrEqual(10);
  expect(number).toBeLessThan(20);
  expect(small).toBeLessThan(3);
  expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});

test('offset and size count in elements, and a callback gets the value', () => {
  const { randomFillSync, randomFill, randomBytes, randomInt } = virtualRandom(() => 0.999);
  expect([...randomFillSync(new Uint8Array(4), 1, 2)]).toEqual([0, 255, 255, 0]);
  expect([...randomFillSync(new Uint16Array(3), 2)]).toEqual([0, 0, 65_535]);
  const seen: unknown[] = [];
  const see = (_: null, value: unknown) => seen.push(value);
  expect(randomBytes(2, see)).toBeUndefined();
  expect(randomInt(5, see)).toBeUndefined();
  expect(randomInt(5, 9, see)).toBeUndefined();
  randomFill(new Uint8Array(2), 1, see);
  expect(seen).toEqual([Buffer.from([255, 255]), 4, 8, new Uint8Array([0, 255])]);
});
