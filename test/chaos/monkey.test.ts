/** The blows that `npm run chaos` chooses at random. `npm test` strikes each kind once (chaos.test.ts). */
import { expect, test } from 'vitest';
import { seededRandom } from '../../src/contract/seeded-random.ts';
import { BLOW_KINDS, Monkey, type Blow } from './monkey.ts';

const PICKS = 10_000;

function picked(isSmall: boolean): ReadonlyMap<Blow, number> {
  const monkey = new Monkey({ disk: { isSmall }, random: seededRandom(1) } as never);
  const counts = new Map<Blow, number>();
  for (let pick = 0; pick < PICKS; pick += 1) {
    const blow = monkey.pick();
    counts.set(blow, (counts.get(blow) ?? 0) + 1);
  }
  return counts;
}

test('every kind of blow is picked, and the exchange is killed most often', () => {
  const counts = picked(true);
  expect(new Set(counts.keys())).toEqual(new Set(BLOW_KINDS));
  expect(Math.max(...counts.values())).toBe(counts.get('kill -9 exchange'));
  expect(Math.min(...counts.values())).toBe(counts.get('cut the journal short'));
});

test('a disk that is not small is never filled', () => {
  const counts = picked(false);
  expect(counts.has('fill the disk')).toBe(false);
  expect(counts.size).toBe(BLOW_KINDS.length - 1);
});
