import { expect, test } from 'vitest';
import { coalesce } from '../../src/main/coalesce.ts';
import { FakeClock } from '../pit/fake-machine.ts';

test('many requests within the period cause one call at its end', () => {
  const clock = new FakeClock();
  let acts = 0;
  const wish = coalesce(clock, 50, () => (acts += 1));
  for (let time = 0; time < 49; time += 1) {
    wish();
    clock.advance(1);
  }
  expect(acts).toBe(0);
  clock.advance(1);
  expect(acts).toBe(1);
  clock.advance(1_000);
  expect(acts).toBe(1);
  wish();
  clock.advance(50);
  expect(acts).toBe(2);
});
