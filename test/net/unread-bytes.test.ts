/** Clients that do not read their answers. */
import { expect, test } from 'vitest';
import { BACKPRESSURE_BYTES_MAX } from '../../src/contract/protocol.ts';
import { ALL_UNREAD_BYTES_MAX, UnreadBytes } from '../../src/net/unread-bytes.ts';

const MIB = 1_024 * 1_024;

test('a few clients may each be as far behind as the protocol says', () => {
  const unread = new UnreadBytes();
  const clients = Array.from({ length: 10 }, () => ({ waitingBytes: BACKPRESSURE_BYTES_MAX }));
  for (const client of clients) unread.add(client);
  expect(clients.map((client) => unread.isTooSlow(client))).not.toContain(true);
  expect(unread.isTooSlow({ waitingBytes: BACKPRESSURE_BYTES_MAX + 1 })).toBe(true);
});

test('when many are behind, those with more than their share are too slow until all fits again', () => {
  const unread = new UnreadBytes();
  const [attackers, honest] = [
    Array.from({ length: 1_000 }, () => ({ waitingBytes: MIB })),
    { waitingBytes: 10_000 },
  ];
  for (const client of [...attackers, honest]) unread.add(client);
  expect(unread.isTooSlow(honest)).toBe(false);
  const left = attackers.filter((attacker) => {
    const isTooSlow = unread.isTooSlow(attacker);
    if (isTooSlow) unread.delete(attacker);
    return !isTooSlow;
  });
  expect(left.length * MIB).toBeLessThanOrEqual(ALL_UNREAD_BYTES_MAX);
  expect(left.length).toBeGreaterThan(200);
});

test('a client that is far behind among many that read keeps its connection while all fits', () => {
  const unread = new UnreadBytes();
  const behind = { waitingBytes: 7 * MIB };
  for (let reads = 0; reads < 1_000; reads += 1) unread.add({ waitingBytes: 0 });
  unread.add(behind);
  expect(unread.isTooSlow(behind)).toBe(false);
});
