/** A relay that publishes a pit's events: every client gets a checkpoint on joining, and all later events. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { MarketEvent } from '../../src/contract/events.ts';
import type { PublishedPit } from './scripted-pit.ts';

export interface FedRelay {
  readonly url: string;
  /** Publish the events since the last call, as one frame. */
  publish(): void;
  checkpoint(): void;
  close(): Promise<void>;
}

export async function startFedRelay(source: PublishedPit): Promise<FedRelay> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const send = (events: readonly MarketEvent[]) => {
    if (events.length === 0) return;
    for (const client of server.clients) client.send(JSON.stringify(events));
  };
  const publish = () => send(source.commands().flat());
  const checkpoint = () => send(source.checkpoint());
  server.on('connection', () => {
    publish();
    checkpoint();
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    publish,
    checkpoint,
    close: async () => {
      for (const client of server.clients) client.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}
