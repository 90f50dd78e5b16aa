/** The frames of one turn leave together; a payload that needs no commit does not wait for it. */
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Turn } from '../../src/net/turn.ts';
import { JsonWriter } from '../../src/session/events/json-writer.ts';

function connect() {
  const written: string[] = [];
  const turn = new Turn(() => written.push('commit'));
  const connection = {
    writable: true,
    writableLength: 0,
    write: (bytes: Uint8Array) => written.push(Buffer.from(bytes).toString('latin1').slice(-1)),
  };
  const outbox = turn.outbox(connection as unknown as Socket);
  return { written, send: (text: string) => outbox.send(new JsonWriter().json(text)), outbox };
}

test('a frame leaves at the end of the turn, after the commit', async () => {
  const { written, send } = connect();
  send('a');
  expect(written).toEqual([]);
  await nextTurn();
  expect(written).toEqual(['commit', 'a']);
});

test('a payload that is sent at once waits for no commit', () => {
  const { written, outbox } = connect();
  outbox.sendAtOnce(new JsonWriter().json('p'));
  expect(written).toEqual(['p']);
});

test('replies that wait keep their place before it, and are committed first', async () => {
  const { written, send, outbox } = connect();
  send('a');
  outbox.sendAtOnce(new JsonWriter().json('p'));
  expect(written).toEqual(['commit', 'a', 'p']);
  send('b');
  await nextTurn();
  expect(written.slice(3)).toEqual(['commit', 'b']);
});
