/** How far a history must reach before a reader takes it. */
import { expect, test } from 'vitest';
import { readOwnPast } from '../../src/contract/history-reader.ts';

const WANTED = { relay: 'ws://127.0.0.1:9', account: 'ann', limit: 100 };

/** @param seqs newest `seq` of the history at each attempt @returns number of waits, and whether the past was read */
async function readAfter(seqs: readonly number[], from: { readonly epoch: string; readonly seq: number }) {
  let waits = 0;
  const past = await readOwnPast(
    { ...WANTED, from },
    {
      get: async () => {
        const reach = { epoch: 'one', seq: seqs[waits] ?? 0, tradeId: 0 };
        return { status: 200, text: JSON.stringify({ ...reach, account: 'ann', fills: [], orders: [] }) };
      },
      wait: async () => void (waits += 1),
    },
  );
  return { waits, isRead: past !== null };
}

test('a history is taken from the event before the stream on, and read again until then', async () => {
  const from = { epoch: 'one', seq: 10 };
  expect(await readAfter([9], from)).toEqual({ waits: 0, isRead: true });
  expect(await readAfter([7, 8, 9], from)).toEqual({ waits: 2, isRead: true });
});

test('a history of another epoch is never taken', async () => {
  const { isRead } = await readAfter([99, 99], { epoch: 'two', seq: 10 });
  expect(isRead).toBe(false);
});
