/** Which relay the window follows. */
import { DEFAULT_PORTS } from '../../contract/protocol.ts';
import type { Pit } from './pit-store.ts';

const LOCAL_RELAY = `ws://127.0.0.1:${DEFAULT_PORTS.relay}`;

/** In a window without a pit: the address in its `?relay=`, else that of a pit on this machine. */
export function relayOfLocation(search: string): string {
  return new URLSearchParams(search).get('relay') ?? LOCAL_RELAY;
}

/** Null: there is none to follow, or it is not known yet. */
export function relayToFollow(
  { hasPit, state, settings, playback }: Pick<Pit, 'hasPit' | 'state' | 'settings' | 'playback'>,
  chosen: string | null,
  search: string,
): string | null {
  if (playback?.url !== undefined) return playback.url;
  // Until a session is open, what is on screen stays; where its player is gone, for a while or for good, nothing else comes.
  if (playback !== null && (playback.phase === 'failed' || playback.position !== undefined)) return null;
  if (!hasPit) return chosen ?? relayOfLocation(search);
  return settings?.remoteRelayUrl ?? ownRelay(state);
}

/** A relay that is being shut down is let go first: its end is no loss to report. */
function ownRelay(state: Pit['state']): string | null {
  return state?.phase === 'stopping' ? null : (state?.relayUrl ?? null);
}

/** To the letter, save for how an address may be written: another name of the same machine is another address. */
export function isSameAddress(one: string | null, other: string | undefined): boolean {
  if (one === null || other === undefined || !URL.canParse(one) || !URL.canParse(other)) return false;
  return new URL(one).href === new URL(other).href;
}

/** Whether it is another relay than the window's own. */
export function isRemote(pit: Pick<Pit, 'hasPit' | 'settings'>, chosen: string | null): boolean {
  return pit.hasPit ? (pit.settings?.remoteRelayUrl ?? null) !== null : chosen !== null;
}
