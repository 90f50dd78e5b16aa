/** The secrets of a headless pit. Each process gets only those that it needs, in its environment. */
import { tokenFor } from '../config/common-options.ts';
import { withoutCredentials } from '../config/nats-address.ts';
import type { WorkerEnvironment } from '../runtime/launcher.ts';
import { freshToken } from '../runtime/secrets.ts';
import { watchTokenOf, type HeadlessOptions } from './options.ts';

export interface PitSecrets {
  /** Token that guards every port of the pit. Null: clients need none. */
  readonly token: string | null;
  /** Token that guards only the relay, in place of `token`. Null: there is none. */
  readonly watchToken: string | null;
  readonly natsCredentials: string | undefined;
  /** Token of the crowd's accounts. */
  readonly houseToken: string;
  /** Tokens of the house bots, by name. */
  readonly botTokens: ReadonlyMap<string, string>;
}

/** @throws OptionError */
export function secretsOf(options: HeadlessOptions, botTokens: ReadonlyMap<string, string>): PitSecrets {
  const { host, token, publish } = options;
  return {
    token: tokenFor(host, token),
    watchToken: watchTokenOf(options),
    natsCredentials: publish === undefined ? undefined : withoutCredentials(publish).credentials,
    houseToken: freshToken(),
    botTokens,
  };
}

/** Token that a watcher sends to the relay. Null: none. */
export function relayToken({ watchToken, token }: PitSecrets): string | null {
  return watchToken ?? token;
}

/** @param name name of a process: `exchange`, `relay`, `watch`, `history` or a house bot */
export function environmentOf(name: string, secrets: PitSecrets): WorkerEnvironment {
  const { token, natsCredentials, botTokens } = secrets;
  if (name === 'exchange') return variables({ BOTPIT_TOKEN: token });
  // The relay passes clients on to both with the watcher's token.
  if (name === 'watch' || name === 'history') {
    return variables({ BOTPIT_TOKEN: relayToken(secrets), BOTPIT_STREAM_TOKEN: token });
  }
  if (name !== 'relay') {
    return variables({ BOTPIT_TOKEN: botTokens.get(name), BOTPIT_STREAM_TOKEN: relayToken(secrets) });
  }
  return variables({
    BOTPIT_TOKEN: relayToken(secrets),
    BOTPIT_STREAM_TOKEN: token,
    BOTPIT_NATS_CREDENTIALS: natsCredentials,
  });
}

/** The variables that have a value. */
function variables(
  given: Partial<Record<keyof WorkerEnvironment, string | null | undefined>>,
): WorkerEnvironment {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value != null));
}
