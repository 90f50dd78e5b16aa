/** A server of the pit, and a client that sends bytes. */
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { createLogger } from '../../src/runtime/log.ts';
import { listen, type ServerOptions } from '../../src/net/server.ts';

/** @param onRequest undefined: the server answers no request without an upgrade */
export async function serve(onRequest: RequestListener | undefined, options: Partial<ServerOptions> = {}) {
  const server = await listen({
    host: '127.0.0.1',
    port: 0,
    portOption: '--port',
    frameBytesMax: 1_000,
    connectionsPerAddress: 10,
    log: createLogger('error', () => {}),
    onConnection: () => {},
    ...(onRequest !== undefined && { onRequest }),
    ...options,
  });
  onTestFinished(() => server.close());
  const open = async () => {
    const client = connect(server.port, '127.0.0.1');
    onTestFinished(() => void client.destroy());
    client.on('error', () => {});
    await once(client, 'connect');
    return client;
  };
  const client = await open();
  const ask = (...names: readonly (string | number)[]) =>
    client.write(names.map((name) => `GET /${name} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`).join(''));
  return { port: server.port, client, open, ask };
}
