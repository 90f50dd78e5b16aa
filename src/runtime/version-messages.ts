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
  /** From the running version: one of its files was saved. */
  | { readonly type: 'saved' }
  /** From the next version: it can take over. */
  | { readonly type: 'loaded' }
  /** From the next version: it cannot take over. */
  | NotLoaded
  /** From the running version: it has cancelled its orders and closed its connections. */
  | { readonly type: 'handed_over'; readonly memory: Memory };

export type ToVersion =
  /** To the running version: the next one has loaded. */
  | { readonly type: 'hand_over' }
  /** To the next version: the previous one has ended. */
  | { readonly type: 'take_over'; readonly memory: Memory }
  /** To the running version: it continues. */
  | NotLoaded;

/** Bounds of a report: a path and an excerpt for each mistake. */
const REASON_CHARS_MAX = 32_768;
const FILES_MAX = 1_000;

/**
 * Reads a message. The parent validates it, because a strategy shares its bot's channel. @returns null for any other
 * message
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
