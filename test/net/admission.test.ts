/** Whom a server serves. */
import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { Peers, refusalFor } from '../../src/net/admission.ts';

const OPEN = { host: '0.0.0.0', connectionsPerAddress: 2 } as const;

function connect(peers: Peers, remoteAddress: string): Socket {
  const socket = Object.assign(new EventEmitter(), { remoteAddress }) as unknown as Socket;
  peers.add(socket);
  return socket;
}

function statusOf(peers: Peers, socket: Socket, host = 'pit', bound: string = OPEN.host): number | null {
  const request = { socket, headers: { host }, url: '/' } as IncomingMessage;
  return refusalFor(request, { ...OPEN, host: bound }, peers)?.status ?? null;
}

test('an address has as many connections as the limit says, and a closed one makes room', () => {
  const peers = new Peers();
  const first = connect(peers, '10.0.0.1');
  const second = connect(peers, '10.0.0.1');
  expect(statusOf(peers, second)).toBeNull();
  const third = connect(peers, '10.0.0.1');
  expect(statusOf(peers, third)).toBe(429);
  expect(statusOf(peers, connect(peers, '10.0.0.2'))).toBeNull();
  first.emit('close');
  expect(statusOf(peers, third)).toBeNull();
});

test.each([
  ['evil.example', 403],
  ['localhost.evil.example:9001', 403],
  ['localhost:9001', null],
  ['127.0.0.1', null],
  ['[::1]:9001', null],
])(
  'a server on a loopback address answers %s with %s, and one that others reach serves it',
  (host, status) => {
    const peers = new Peers();
    const socket = connect(peers, '127.0.0.1');
    expect(statusOf(peers, socket, host, '127.0.0.1')).toBe(status);
    expect(statusOf(peers, socket, host)).toBeNull();
  },
);
