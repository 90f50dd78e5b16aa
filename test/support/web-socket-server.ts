/** A WebSocket server that ends at once, also while a browser keeps HTTP connections to it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

const UPGRADE_REQUIRED = 426;

export interface ListeningServer {
  readonly server: WebSocketServer;
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** @param port 0 takes a free one */
export async function listeningServer(port = 0): Promise<ListeningServer> {
  const http = createServer((_request, response) => response.writeHead(UPGRADE_REQUIRED).end());
  const server = new WebSocketServer({ server: http });
  http.listen(port, '127.0.0.1');
  await once(http, 'listening');
  return {
    server,
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}`,
    close: async () => {
      const closed = once(http, 'close');
      for (const client of server.clients) client.terminate();
      server.close();
      http.close();
      http.closeAllConnections();
      await closed;
    },
  };
}
