/** A relay that publishes a pit's own events: every client gets a checkpoint on joining, and what happens from there. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { MarketEvent } from '../../src/contract/events.ts';
import type { ToldPit } from './scripted-pit.ts';

export interface ToldRelay {
  readonly url: string;
  /** Publish the events since the last call, as one frame. */
  publish(): void;
  checkpoint(): void;
  close(): Promise<void>;
}

export async function startToldRelay(told: ToldPit): Promise<ToldRelay> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const send = (events: readonly MarketEvent[]) => {
    if (events.length === 0) return;
    for (const client of server.clients) client.send(JSON.stringify(events));
  };
  const publish = () => send(told.commands().flat());
  const checkpoint = () => send(told.checkpoint());
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
