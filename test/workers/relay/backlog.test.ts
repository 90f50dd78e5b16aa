/** Messages that wait for the stream: order, bounds and resending. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Backlog } from '../../../src/workers/relay/nats/backlog.ts';
import type { Message } from '../../../src/workers/relay/nats/parts.ts';

const OVERHEAD_BYTES = 256;
const message = (text: string): Message => ({ data: Buffer.from(text), part: '' });

function takeAll(backlog: Backlog): string[] {
  const texts: string[] = [];
  for (let next = backlog.shift(); next !== null; next = backlog.shift()) texts.push(next.data.toString());
  return texts;
}

test('sent messages that are not stored are sent again, in order and before the rest', () => {
  const backlog = new Backlog(10_000);
  for (const text of ['a', 'b', 'c']) backlog.add([message(text)]);
  expect(takeAll(backlog)).toEqual(['a', 'b', 'c']);
  backlog.add([message('d')]);
  backlog.stored(1);
  backlog.rewind();
  expect(backlog.sent).toBe(0);
  expect(takeAll(backlog)).toEqual(['b', 'c', 'd']);
  backlog.stored(3);
  expect(backlog.bytes).toBe(0);
});

test('beyond the bound all waiting messages are dropped, and sent ones stay', () => {
  const backlog = new Backlog(4 * (OVERHEAD_BYTES + 1));
  for (const text of ['a', 'b', 'c', 'd']) expect(backlog.add([message(text)])).toBe(0);
  expect(backlog.shift()?.data.toString()).toBe('a');
  expect(backlog.add([message('e')])).toBe(3);
  expect(takeAll(backlog)).toEqual(['e']);
  backlog.rewind();
  expect(takeAll(backlog)).toEqual(['a', 'e']);
});

test('a frame longer than the bound is dropped', () => {
  const backlog = new Backlog(1_000);
  backlog.add([message('a')]);
  expect(backlog.add([message('x'.repeat(500)), message('x'.repeat(500))])).toBe(3);
  expect(takeAll(backlog)).toEqual([]);
  expect(backlog.bytes).toBe(0);
});

test('at most 1,000 messages, or 4 MiB, await confirmation', () => {
  const many = new Backlog(1024 ** 3);
  for (let n = 0; n < 1_500; n += 1) many.add([message('x')]);
  expect(takeAll(many)).toHaveLength(1_000);
  many.stored(10);
  expect(takeAll(many)).toHaveLength(10);
  const large = new Backlog(1024 ** 3);
  for (let n = 0; n < 10; n += 1) large.add([message('x'.repeat(1024 ** 2))]);
  expect(takeAll(large)).toHaveLength(4);
});

test('a server stores every added message once and in order, whatever fails', () => {
  const step = fc.oneof(
    fc.record({ type: fc.constant('add' as const), count: fc.integer({ min: 1, max: 2_000 }) }),
    fc.record({ type: fc.constant('send' as const), count: fc.integer({ min: 1, max: 2_000 }) }),
    fc.record({ type: fc.constant('store' as const), count: fc.integer({ min: 0, max: 2_000 }) }),
    fc.record({ type: fc.constant('rewind' as const), count: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const backlog = new Backlog(1024 ** 3);
      let added = 0;
      let sent: string[] = [];
      const stored: string[] = [];
      for (const { type, count } of steps) {
        if (type === 'add') for (let n = 0; n < count; n += 1) backlog.add([message(String(added++))]);
        if (type === 'send') {
          for (let n = 0; n < count; n += 1) {
            const next = backlog.shift();
            if (next !== null) sent.push(next.data.toString());
          }
        }
        if (type === 'store') {
          const known = Math.min(count, sent.length);
          backlog.stored(known);
          stored.push(...sent.splice(0, known));
        }
        if (type === 'rewind') {
          backlog.rewind();
          sent = [];
        }
        expect(backlog.sent).toBe(sent.length);
      }
      expect(stored).toEqual(stored.map((_, n) => String(n)));
    }),
  );
});
