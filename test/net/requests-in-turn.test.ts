/** A client that sends many requests at once: the server works on one of them at a time. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { WAITING_MAX } from '../../src/net/requests-in-turn.ts';
import { serve } from './serve.ts';

/** More than the system buffers for a client that reads nothing. */
const LARGE_BYTES = 16 * 1024 * 1024;

/** Nothing but the large answer. */
function isFiller(chunk: Buffer): boolean {
  return chunk.equals(Buffer.alloc(chunk.length, 'x'));
}

test('a client that pipelines and reads nothing makes the server work on one answer', async () => {
  const asked: string[] = [];
  const { client, ask } = await serve(({ url = '' }, response) => {
    asked.push(url);
    response.end(Buffer.alloc(asked.length === 1 ? LARGE_BYTES : 10, 'x'));
  });
  client.pause();
  ask(...Array.from({ length: 200 }, (_, index) => index));
  while (asked.length === 0) await nextTurn();
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  expect(asked).toEqual(['/0']);

  let text = '';
  for await (const chunk of client) if (!isFiller(chunk as Buffer)) text += String(chunk);
  expect(asked).toEqual(Array.from({ length: 1 + WAITING_MAX }, (_, index) => `/${index}`));
  expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual([...asked.map(() => 'HTTP/1.1 200'), 'HTTP/1.1 503']);
  expect(text.split('HTTP/1.1 503')[1]).toMatch(/Connection: close[^]*requests wait on this connection/);
});

test('requests one after the other get their answers, as do those that arrive together', async () => {
  const { client, ask } = await serve(({ url = '' }, response) => {
    setImmediate(() => response.end(`<${url}>`));
  });
  let text = '';
  client.on('data', (chunk) => (text += String(chunk)));
  for (let request = 0; request < 3 * WAITING_MAX; request += 1) {
    ask(request);
    while (!text.includes(`</${request}>`)) await nextTurn();
  }
  ask('a', 'b', 'c');
  while (!text.includes('</c>')) await nextTurn();
  expect(text).toMatch(/<\/a>[^]*<\/b>[^]*<\/c>/);
});

test('the requests of a client that has left are not answered', async () => {
  const asked: string[] = [];
  const { client, ask } = await serve(({ url = '' }, response) => {
    asked.push(url);
    response.once('close', () => asked.push('closed'));
  });
  ask('first', 'second');
  while (asked.length === 0) await nextTurn();
  client.destroy();
  while (!asked.includes('closed')) await nextTurn();
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  expect(asked).toEqual(['/first', 'closed']);
});

test('a client that keeps sending requests it may not send is cut off', async () => {
  const { client, ask } = await serve(() => {});
  client.resume();
  ask(...Array.from({ length: 2_000 }, (_, index) => index));
  await new Promise((resolve) => client.once('close', resolve));
});
