/** Follows an event stream from the newest checkpoint on, across lost connections. */
import type { Logger } from '../runtime/log.ts';
import { Connection, withoutQuery } from './connection.ts';
import type { Trust } from './trust.ts';

export interface Follower {
  /** @throws Error when it is not a frame of this protocol */
  frame(frame: Buffer): void;
  disconnected(): void;
}

/** @param url address with its token */
export function followStream(url: string, trust: Trust | null, follower: Follower, log: Logger): Connection {
  const name = withoutQuery(url);
  return new Connection(
    url,
    {
      onOpen: () => log.info(`connected to ${name}`),
      onFrame: (frame) => take(frame, follower, log),
      onLost: ({ reason }, retryMs) => {
        follower.disconnected();
        log.warn(`${name}: ${reason}; next try in ${retryMs} ms`);
      },
    },
    trust,
  );
}

/** Passes on a frame. An unreadable one leaves a hole in `seq`, which the next checkpoint closes. */
function take(frame: Buffer, follower: Follower, log: Logger): void {
  try {
    follower.frame(frame);
  } catch (error) {
    log.warn(
      `the upstream sent a frame that is not a list of events: ${(error as Error).message.slice(0, 200)}`,
    );
  }
}
