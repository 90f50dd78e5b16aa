/** The frames of an accepted connection arrive in order, whichever way they take, and all of its bytes are counted. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { receiveFrames } from '../../src/net/receive-frames.ts';

test('plain frames, and those that only the library reads', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const [socket, { socket: connection }] = (await once(server, 'connection')) as [WebSocket, IncomingMessage];
  const before = connection.bytesRead;
  const arrived: string[] = [];
  let count = 0;
  receiveFrames(socket, connection, {
    onFrame: (bytes, start, end) => arrived.push(bytes.toString('utf8', start, end)),
    onBinary: () => arrived.push('binary'),
    onBytes: (more) => (count += more),
  });
  await once(client, 'open');
  client.send('plain');
  client.send('not ASCII: é');
  client.send('in two ', { fin: false });
  client.send('fragments', { fin: true });
  client.send(Buffer.from('bytes'));
  client.send('plain again');
  const sent = ['plain', 'not ASCII: é', 'in two fragments', 'binary', 'plain again'];
  await vi.waitFor(() => expect(arrived).toEqual(sent));
  await vi.waitFor(() => expect(count).toBe(connection.bytesRead - before));
  expect(count).toBeGreaterThan(sent.join('').length);

  socket.close();
  client.send('after the close');
  await once(client, 'close');
  expect(arrived).toEqual(sent);
  server.close();
});
