/** A relay that publishes a pit's events: every client gets a checkpoint on joining, and all later events. */
import type { MarketEvent } from '../../src/contract/events.ts';
import type { PublishedPit } from './scripted-pit.ts';
import { listeningServer } from './web-socket-server.ts';

export interface FedRelay {
  readonly url: string;
  /** Publish the events since the last call, as one frame. */
  publish(): void;
  checkpoint(): void;
  close(): Promise<void>;
}

export async function startFedRelay(source: PublishedPit): Promise<FedRelay> {
  const { server, url, close } = await listeningServer();
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
    url,
    publish,
    checkpoint,
    close,
  };
}
