/** Chooses the relay that the window follows. */
import { DEFAULT_PORTS } from '../../contract/protocol.ts';
import { UPSTREAM_PATH } from '../../contract/upstream.ts';
import type { Pit } from './pit-store.ts';

const LOCAL_RELAY = `ws://127.0.0.1:${DEFAULT_PORTS.relay}`;

/** Relay of a window without a pit: the address in its `?relay=`, or else that of a pit on this machine. */
export function relayOfLocation(search: string): string {
  return new URLSearchParams(search).get('relay') ?? LOCAL_RELAY;
}

/** Interval of the relay's merged frames, in milliseconds. Null: it sends every event. */
export function everyOf(url: string): number | null {
  const every = URL.canParse(url) ? new URL(url).searchParams.get('every') : null;
  return every === null ? null : Number(every);
}

export function withoutEvery(url: string): string {
  const address = new URL(url);
  address.searchParams.delete('every');
  return address.href;
}

/** Address at which the relay reports the state of its upstream. */
export function upstreamAddress(relay: string): string {
  const address = new URL(UPSTREAM_PATH, relay.replace(/^ws/, 'http'));
  const token = new URL(relay).searchParams.get('token');
  if (token !== null) address.searchParams.set('token', token);
  return address.href;
}

/** Relay to follow. Null: none, or not known yet. */
export function relayToFollow(
  { hasPit, state, settings, playback }: Pick<Pit, 'hasPit' | 'state' | 'settings' | 'playback'>,
  chosen: string | null,
  search: string,
): string | null {
  if (playback?.url !== undefined) return playback.url;
  // The screen keeps its content until the session is open. While its player is missing, the window follows no other
  // relay.
  if (playback !== null && (playback.phase === 'failed' || playback.position !== undefined)) return null;
  if (!hasPit) return chosen ?? relayOfLocation(search);
  return settings?.remoteRelayUrl ?? ownRelay(state);
}

/** Address of the pit's own relay. The window leaves a relay before it stops, so its end is not reported as a loss. */
function ownRelay(state: Pit['state']): string | null {
  return state?.phase === 'stopping' ? null : (state?.relayUrl ?? null);
}

/** Compares normalized addresses. Another name of the same machine counts as another address. */
export function isSameAddress(one: string | null, other: string | undefined): boolean {
  if (one === null || other === undefined || !URL.canParse(one) || !URL.canParse(other)) return false;
  return new URL(one).href === new URL(other).href;
}

/** True when the relay is not the window's own. */
export function isRemote(pit: Pick<Pit, 'hasPit' | 'settings'>, chosen: string | null): boolean {
  return pit.hasPit ? (pit.settings?.remoteRelayUrl ?? null) !== null : chosen !== null;
}
