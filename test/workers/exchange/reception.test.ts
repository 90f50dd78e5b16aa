/** The ports of an exchange that is recovering. */
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { Connection, type Loss } from '../../../src/net/connection.ts';
import { listen, type Server } from '../../../src/net/server.ts';
import { createLogger } from '../../../src/runtime/log.ts';
import { Reception } from '../../../src/workers/exchange/reception.ts';

const common = {
  host: '127.0.0.1',
  port: 0,
  portOption: '--port',
  frameBytesMax: 4_096,
  connectionsPerAddress: 10,
};
const log = createLogger('error', () => {});

let reception: Reception;
let server: Server;
beforeEach(async () => {
  reception = new Reception();
  server = await listen({
    ...common,
    log,
    onConnection: (socket, connection) => reception.receive(socket, connection),
  });
});
afterEach(() => server.close());

async function client(): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}`);
  await once(socket, 'open');
  return socket;
}

test.each([
  ['{"type":"login","account":"me","protocol":1,"requestId":"r1"}', { requestId: 'r1' }],
  ['no JSON', {}],
])('a client that sends %s gets RECOVERING and is closed with 1013', async (text, echoed) => {
  const socket = await client();
  const closed = once(socket, 'close');
  socket.send(text);
  const [data] = (await once(socket, 'message')) as [Buffer];
  expect(JSON.parse(data.toString())).toEqual({
    type: 'error',
    code: 'RECOVERING',
    reason: 'The exchange is recovering its session; connect again in a moment.',
    ...echoed,
  });
  expect((await closed)[0]).toBe(1013);
});

test('a client that has sent nothing yet is served when the exchange has recovered', async () => {
  const socket = await client();
  const served = new Promise<string>((resolve) => {
    reception.open((accepted) => {
      accepted.on('message', (data) => resolve((data as Buffer).toString()));
    });
  });
  socket.send('hello');
  expect(await served).toBe('hello');
  socket.terminate();
});

test('a client that sends fragments without end is closed before it delays the recovery', async () => {
  const socket = await client();
  // A write may fail before the reason arrives.
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const more = { fin: false } as const;
  while (socket.readyState === WebSocket.OPEN) {
    for (let fragment = 0; fragment < 1_000; fragment += 1) socket.send('', more);
    await new Promise((resolve) => void setImmediate(resolve));
  }
  await closed;
  expect(reception.isRecovering).toBe(true);
});

test('a reader of the stream learns the state from the refused handshake', async () => {
  const stream = await listen({ ...common, log, unavailable: () => 'RECOVERING', onConnection: () => {} });
  const loss = await new Promise<Loss>((resolve) => {
    const connection = new Connection(`ws://127.0.0.1:${stream.port}`, {
      onFrame: () => {},
      onLost: (lost) => {
        resolve(lost);
        void connection.close();
      },
    });
  });
  expect(loss).toEqual({
    code: 'RECOVERING',
    reason: 'the exchange is recovering its session (RECOVERING)',
  });
  await stream.close();
});
