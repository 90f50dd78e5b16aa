/** The streams that a relay reads and publishes, and their log lines. */
import type { UpstreamState } from '../../contract/upstream.ts';
import type { Logger } from '../../runtime/log.ts';
import { withStreamToken } from '../../config/common-options.ts';
import { Connection, withoutQuery, type ConnectionEvents } from '../../net/connection.ts';
import type { Trust } from '../../net/trust.ts';
import { VIA_HEADER, type Hops } from './hops.ts';
import type { NatsAddress } from '../../config/nats-address.ts';
import type { NatsPublisher } from './nats/publisher.ts';

export interface Surroundings {
  readonly log: Logger;
  /** Trust in exchanges and relays. Null: the system's. */
  readonly trust: Trust | null;
  /** Trust in NATS servers. Null: the system's. */
  readonly natsTrust: Trust | null;
  readonly hops: Hops;
  /** Ends the relay, because it cannot run for this reason. */
  readonly refuse: (reason: string) => void;
}

export interface UpstreamEvents {
  /** Called when the stream arrives through other relays than before. */
  readonly onRouteChanged: () => void;
  /** @param frame bytes that do not change after the call */
  readonly onFrame: (frame: Buffer) => void;
}

interface Upstream {
  readonly isOpen: boolean;
  readonly state: UpstreamState;
  close(): Promise<void>;
}

/** @param nats null: `url` is a WebSocket address */
export async function openUpstream(
  url: string,
  nats: NatsAddress | null,
  surroundings: Surroundings,
  events: UpstreamEvents,
): Promise<Upstream> {
  const { hops, refuse } = surroundings;
  const name = nats?.shown ?? withoutQuery(url);
  const onVia = (via: string): void => {
    const learned = hops.learn(via);
    if (learned === 'changed') events.onRouteChanged();
    if (typeof learned !== 'object') return;
    refuse(`${name}: ${learned.refusal}; point --upstream at the exchange, or at a relay nearer to it`);
  };
  const stream: StreamEvents = { ...loggedEvents(name, surroundings), onVia, onFrame: events.onFrame };
  return nats === null ? overWebSocket(url, surroundings, stream) : overNats(nats, surroundings, stream);
}

interface StreamEvents extends ReturnType<typeof loggedEvents> {
  /** Called with the ids of the relays that the stream comes through. */
  readonly onVia: (via: string) => void;
  readonly onFrame: UpstreamEvents['onFrame'];
}

function overWebSocket(url: string, { hops, trust }: Surroundings, events: StreamEvents): Upstream {
  let lost: UpstreamState = 'lost';
  const listener: ConnectionEvents = {
    onOpen: events.onOpen,
    onUpgrade: (headers) => events.onVia(String(headers[VIA_HEADER] ?? '')),
    onFrame: (frame, isStable) => events.onFrame(isStable ? frame : Buffer.from(frame)),
    onLost: ({ code, reason }, retryMs) => {
      lost = code === 'RECOVERING' || code === 'SHUTTING_DOWN' ? code : 'lost';
      events.onLost(reason, retryMs);
    },
  };
  const own = { [VIA_HEADER]: hops.id };
  return withState(new Connection(withStreamToken(url), listener, trust, own), () => lost);
}

async function overNats(
  address: NatsAddress,
  { natsTrust }: Surroundings,
  events: StreamEvents,
): Promise<Upstream> {
  const { NatsSubscriber } = await import('./nats/subscriber.ts');
  return withState(new NatsSubscriber(address, natsTrust, events), () => 'lost');
}

/** @param lost returns the state while the stream is not open */
function withState(stream: Omit<Upstream, 'state'>, lost: () => UpstreamState): Upstream {
  return {
    get isOpen() {
      return stream.isOpen;
    },
    get state() {
      return stream.isOpen ? 'open' : lost();
    },
    close: () => stream.close(),
  };
}

export async function openPublisher(
  address: NatsAddress,
  surroundings: Surroundings,
): Promise<NatsPublisher> {
  const { natsTrust, hops } = surroundings;
  const { NatsPublisher } = await import('./nats/publisher.ts');
  const events = loggedEvents(address.shown, surroundings);
  return new NatsPublisher({ address, trust: natsTrust, id: hops.id, via: () => hops.via, events });
}

function loggedEvents(name: string, { log, refuse }: Surroundings) {
  return {
    onOpen: () => log.info(`connected to ${name}`),
    onLost: (reason: string, retryMs: number) => log.warn(`${name}: ${reason}; next try in ${retryMs} ms`),
    onRefused: (reason: string) => refuse(`${name}: ${reason}`),
    onLoss: (what: string) =>
      log.warn(`${name}: ${what}; clients are complete again with the next checkpoint`),
  };
}
