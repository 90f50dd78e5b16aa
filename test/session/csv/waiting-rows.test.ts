/** Waiting rows, compared with a text, while writes are under way, fail and succeed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WaitingRows } from '../../../src/session/csv/waiting-rows.ts';

test('every row is written once, in order, whichever writes fail and whatever arrives meanwhile', () => {
  const rows = fc.array(fc.string({ maxLength: 3_000, unit: 'grapheme' }), { maxLength: 5 });
  const writes = fc.array(fc.record({ before: rows, during: rows, succeeds: fc.boolean() }), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(writes, (all) => {
      const waiting = new WaitingRows();
      const added: string[] = [];
      let written = '';
      const add = (row: string): void => {
        const bytes = Buffer.from(row);
        waiting.add({ bytes, count: 1 });
        added.push(row);
        // The next rows of a frame are written into the same memory.
        bytes.fill(0);
      };
      const write = (during: readonly string[], succeeds: boolean): void => {
        const taken = waiting.peek();
        for (const row of during) add(row);
        if (!succeeds) return;
        written += taken.bytes.toString();
        waiting.remove(taken);
      };
      for (const { before, during, succeeds } of all) {
        for (const row of before) add(row);
        write(during, succeeds);
      }
      write([], true);
      expect(written).toBe(added.join(''));
      expect(waiting.count).toBe(0);
    }),
  );
});

test('the memory of many rows is given back, also when others have arrived meanwhile', () => {
  const waiting = new WaitingRows();
  const memory = () => waiting.peek().bytes.buffer.byteLength;
  for (let count = 0; count < 100; count += 1) waiting.add({ bytes: Buffer.alloc(100_000, 'x'), count: 1 });
  expect(memory()).toBeGreaterThan(10_000_000);
  const taken = waiting.peek();
  waiting.add({ bytes: Buffer.from('later'), count: 1 });
  waiting.remove(taken);
  expect(waiting.peek().bytes.toString()).toBe('later');
  expect(memory()).toBeLessThan(10_000);
});
