/** A relay says why its upstream is silent, and keeps the upstream's frames. */
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { STATE_HEADER } from '../../../src/net/server-state.ts';
import { createLogger } from '../../../src/runtime/log.ts';
import { Hops } from '../../../src/workers/relay/hops.ts';
import { openUpstream } from '../../../src/workers/relay/streams.ts';

test.each(['RECOVERING', 'SHUTTING_DOWN', 'lost'] as const)('an upstream that is %s', async (state) => {
  const headers = state === 'lost' ? {} : { [STATE_HEADER]: state };
  const server = createServer().on('upgrade', (_request, socket) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 503 Service Unavailable\r\n${lines.join('')}Connection: close\r\n\r\n`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  let noteLoss = () => {};
  const lost = new Promise<void>((resolve) => (noteLoss = resolve));
  const log = createLogger('warn', () => noteLoss());
  const surroundings = { log, trust: null, natsTrust: null, hops: new Hops(), refuse: () => {} };
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const upstream = await openUpstream(url, null, surroundings, {
    onRouteChanged: () => {},
    onFrame: () => {},
  });
  await lost;
  expect(upstream.state).toBe(state);
  await upstream.close();
  server.close();
});

test('a frame does not change after the call', async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const connected = once(server, 'connection') as Promise<[WebSocket]>;
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const log = createLogger('warn', () => {});
  const surroundings = { log, trust: null, natsTrust: null, hops: new Hops(), refuse: () => {} };
  const arrivals = new EventEmitter<{ frame: [Buffer] }>();
  const upstream = await openUpstream(url, null, surroundings, {
    onRouteChanged: () => {},
    onFrame: (frame) => arrivals.emit('frame', frame),
  });
  const [exchange] = await connected;
  const texts = ['the first frame', 'the second frame', 'the third frame'];
  const frames: Buffer[] = [];
  for (const text of texts) {
    const arrival = once(arrivals, 'frame') as Promise<[Buffer]>;
    exchange.send(text);
    frames.push(...(await arrival));
  }
  expect(frames.map(String)).toEqual(texts);
  await upstream.close();
  server.close();
});
