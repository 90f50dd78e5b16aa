/** The messages between a bot's process and its parent while one version of a strategy succeeds another. */

/** Why a saved strategy does not load, and the author's files to watch: a save of one of them may repair it. */
export interface NotLoaded {
  readonly type: 'not_loaded';
  readonly reason: string;
  readonly files: readonly string[];
}

/** What a version passes on: serialized, and only its successor reads it. */
export type Memory = Uint8Array | null;

export type FromVersion =
  /** The running version: one of its files was saved. */
  | { readonly type: 'saved' }
  /** The next version can take over. */
  | { readonly type: 'loaded' }
  /** The next version cannot. */
  | NotLoaded
  /** The running version has cancelled its orders and closed its connections. */
  | { readonly type: 'handed_over'; readonly memory: Memory };

export type ToVersion =
  /** The running version: the next one has loaded. */
  | { readonly type: 'hand_over' }
  /** The next version: the one before has ended. */
  | { readonly type: 'take_over'; readonly memory: Memory }
  /** The running version: it continues. */
  | NotLoaded;

/** A path and an excerpt of each mistake. */
const REASON_CHARS_MAX = 32_768;
const FILES_MAX = 1_000;

/** A strategy shares its bot's channel, so the parent checks. @returns null if this is something else */
export function readFromVersion(message: unknown): FromVersion | null {
  if (typeof message !== 'object' || message === null || !('type' in message)) return null;
  const { type, reason, files, memory } = message as Readonly<Record<string, unknown>>;
  if (type === 'saved' || type === 'loaded') return { type };
  if (type === 'handed_over') return { type, memory: memory instanceof Uint8Array ? memory : null };
  if (type !== 'not_loaded' || typeof reason !== 'string' || !Array.isArray(files)) return null;
  const paths = files.filter((file): file is string => typeof file === 'string');
  return { type, reason: reason.slice(0, REASON_CHARS_MAX), files: paths.slice(0, FILES_MAX) };
}
