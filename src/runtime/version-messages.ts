/** The messages between a bot's process and its parent while one version of a strategy succeeds another. */

/** Why a saved strategy does not load, and the author's files to watch, because saving one of them may repair it. */
export interface NotLoaded {
  readonly type: 'not_loaded';
  readonly reason: string;
  readonly files: readonly string[];
}

/** Memory of a version in serialized form. Only its successor reads it. */
export type Memory = Uint8Array | null;

export type FromVersion =
  /** Sent by the running version when one of its files was saved. */
  | { readonly type: 'saved' }
  /** Sent by the next version when it can take over. */
  | { readonly type: 'loaded' }
  /** Sent by the next version when it cannot take over. */
  | NotLoaded
  /** Sent by the running version when it has cancelled its orders and closed its connections. */
  | { readonly type: 'handed_over'; readonly memory: Memory };

export type ToVersion =
  /** Sent to the running version when the next one has loaded. */
  | { readonly type: 'hand_over' }
  /** Sent to the next version when the previous one has ended. */
  | { readonly type: 'take_over'; readonly memory: Memory }
  /** Sent to the running version, which continues. */
  | NotLoaded;

/** Bounds of a report: a path and an excerpt for each mistake. */
const REASON_CHARS_MAX = 32_768;
const FILES_MAX = 1_000;

/**
 * Reads a message. The parent validates it, because a strategy shares its bot's channel.
 * @returns null for any other message
 */
export function readFromVersion(message: unknown): FromVersion | null {
  if (typeof message !== 'object' || message === null || !('type' in message)) return null;
  const { type, reason, files, memory } = message as Readonly<Record<string, unknown>>;
  if (type === 'saved' || type === 'loaded') return { type };
  if (type === 'handed_over') return { type, memory: memory instanceof Uint8Array ? memory : null };
  if (type !== 'not_loaded' || typeof reason !== 'string' || !Array.isArray(files)) return null;
  const paths = files.filter((file): file is string => typeof file === 'string');
  return { type, reason: reason.slice(0, REASON_CHARS_MAX), files: paths.slice(0, FILES_MAX) };
}
