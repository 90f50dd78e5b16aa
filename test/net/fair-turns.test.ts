/** Clients that take turns. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { FairTurns } from '../../src/net/fair-turns.ts';

const turnOver = () => new Promise((resolve) => void setImmediate(resolve));

/** Pieces of work that take some time each. */
function turnsOf(pieceMs: number) {
  let now = 0;
  const turns = new FairTurns(() => now);
  const done: string[] = [];
  const work = async (client: string, piece: number) => {
    await turns.turn(client);
    done.push(`${client}${piece}`);
    now += pieceMs;
  };
  const ask = (client: string, piece = 0) => void work(client, piece);
  return { done, ask };
}

test('clients take turns, one piece in a turn of the event loop, whoever has more of them', async () => {
  const { done, ask } = turnsOf(0);
  for (let piece = 0; piece < 100; piece += 1) ask('a', piece);
  ask('b', 0);
  ask('b', 1);
  await turnOver();
  expect(done).toEqual(['a0']);
  ask('c', 0);
  for (let turn = 0; turn < 5; turn += 1) await turnOver();
  expect(done).toEqual(['a0', 'b0', 'a1', 'c0', 'b1', 'a2']);
});

test('work that comes after all is done gets its turn', async () => {
  const { done, ask } = turnsOf(0);
  for (const client of ['a', 'b', 'a']) {
    ask(client);
    for (let turn = 0; turn < 5; turn += 1) await turnOver();
  }
  expect(done).toEqual(['a0', 'b0', 'a0']);
});

test.each([
  [20, 20],
  [2_000, 50],
])('after a piece of %d ms the process rests for %d ms', async (pieceMs, restMs) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { done, ask } = turnsOf(pieceMs);
  ask('a');
  ask('b');
  for (let turn = 0; turn < 5; turn += 1) await turnOver();
  vi.advanceTimersByTime(restMs - 1);
  await turnOver();
  expect(done).toEqual(['a0']);
  vi.advanceTimersByTime(1);
  await turnOver();
  expect(done).toEqual(['a0', 'b0']);
});
