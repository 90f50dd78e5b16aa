/** The route of relays to the exchange, and what a relay refuses about it. */
import { expect, test } from 'vitest';
import { Hops } from '../../../src/workers/relay/hops.ts';

const idsOf = (count: number) => Array.from({ length: count }, (_, index) => `relay-${index}`).join();

test('a route begins with the relay itself, and a change of what is upstream is reported once', () => {
  const hops = new Hops();
  expect(hops.via).toBe(hops.id);
  expect(hops.learn('')).toBe('same');
  expect(hops.learn('a,b')).toBe('changed');
  expect(hops.learn('a,b')).toBe('same');
  expect(hops.via).toBe(`${hops.id},a,b`);
});

test('a ring is refused wherever in the route the relay finds itself', () => {
  const hops = new Hops();
  const reason = (header: string) => hops.learn(header) as { readonly refusal: string };
  expect(reason(hops.id).refusal).toMatch(/^this is a ring of 1 relay:/);
  expect(reason(`a,${hops.id},b`).refusal).toMatch(/^this is a ring of 3 relays:/);
  expect(hops.via).toBe(hops.id);
});

test('a chain has at most 16 relays', () => {
  expect(new Hops().learn(idsOf(15))).toBe('changed');
  expect(new Hops().learn(idsOf(16))).toEqual({
    refusal: '16 relays are upstream of this one; a chain may have at most 16',
  });
});
