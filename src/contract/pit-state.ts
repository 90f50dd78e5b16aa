/** The state of a pit, its processes, settings, playback and exports: shared by supervisor, main process and window. */
import type { ParamSpecs, ParamValue } from './strategy.ts';

export type ProcessKind = 'exchange' | 'relay' | 'watch' | 'history' | 'bot' | 'player';

/** `failed`: it ended without a request and is not restarted, for the given `reason`. `crashed`: a restart follows. */
export type ProcessPhase = 'starting' | 'running' | 'crashed' | 'failed' | 'stopping' | 'stopped';

export interface ProcessState {
  /** `exchange`, `relay`, `watch`, `history`, or the bot's name, which is its account. */
  readonly name: string;
  readonly kind: ProcessKind;
  readonly phase: ProcessPhase;
  /** Why it crashed, failed or was killed, for the user. */
  readonly reason?: string;
  /** The reason of its last crash since its manual start. */
  readonly lastCrash?: string;
  /** Restarts since its manual start. */
  readonly restarts: number;
  /** Milliseconds since the Unix epoch when it became `running`. */
  readonly runningSince?: number;
  readonly pid?: number;
  /** The port that another program holds, which is why it has failed. */
  readonly takenPort?: number;
  /** Newest last, at most LOG_LINES_MAX. */
  readonly log: readonly string[];
  /** Bots: a built-in's name or a file's path, with `:Class` where the file has several. */
  readonly strategy?: string;
  /** Bots: the values that differ from the defaults. */
  readonly params?: ParamValues;
  /** Bots: the instrument that the user chose. */
  readonly symbol?: string;
  /** Bots: the newest figures, from their first second on. */
  readonly stats?: BotStats;
}

/** Totals since the bot's process began. */
export interface BotStats {
  readonly orders: number;
  /** From the last announcement to the newest. */
  readonly ordersPerSecond: number;
  readonly fills: number;
  readonly rejects: number;
  readonly rejectsByCode: Readonly<Record<string, number>>;
  readonly openOrders: number;
  /** Positive: long. */
  readonly position: number;
  /** From request to reply, over the most recent 1,000; absent before the first. */
  readonly ackP50Ms?: number;
  readonly ackP99Ms?: number;
  /** From an event's time stamp to its arrival at the bot, over the most recent 1,000 frames. */
  readonly feedP50Ms?: number;
  readonly feedP99Ms?: number;
  /** The code for which the exchange refuses its orders, while it waits longer and longer between them. */
  readonly waiting?: string;
  /** Why its strategy is paused until its file is saved; absent: it runs. */
  readonly paused?: string;
  /** Why the last saved file does not load while the previous version runs; absent: the saved one runs. */
  readonly saveError?: string;
}

/** Parameters of a strategy, by name. */
export type ParamValues = Readonly<Record<string, ParamValue>>;

export const LOG_LINES_MAX = 100;

export type PitPhase = 'stopped' | 'starting' | 'running' | 'stopping';

export interface PitState {
  readonly phase: PitPhase;
  /** Why the last start failed. */
  readonly reason?: string;
  /** The port of exchange or relay that another program holds, which is why the last start failed. */
  readonly takenPort?: number;
  readonly processes: readonly ProcessState[];
  /** The actual ports; absent unless it runs. */
  readonly ports?: { readonly orders: number; readonly events: number; readonly relay: number };
  /** Where the pit's own relay listens; absent unless it runs. */
  readonly relayUrl?: string;
  /** Where the newest session's CSV files are; absent before the first. */
  readonly sessionFolder?: string;
}

export interface RoomChoice {
  readonly name: string;
  readonly about: string;
}

export interface Settings {
  /** The relay that the monitor follows; null: the pit's own. */
  readonly remoteRelayUrl: string | null;
  /** JSON configuration of the exchange; null: the default instrument. */
  readonly configFile: string | null;
  /** The room of the next start; null: none. */
  readonly room: string | null;
  /** The ports of the next start. */
  readonly ports: { readonly orders: number; readonly events: number; readonly relay: number };
  /** The rooms in the box. */
  readonly rooms: readonly RoomChoice[];
  /** Strategy files picked before, newest first. */
  readonly recentStrategies: readonly string[];
}

export interface AddBots {
  /** `crowd`, `maker`, `taker` or another built-in, or a file's path, with `:Class` where it exports several. */
  readonly strategy: string;
  /** Account name; with a count above 1 it gets `-1`, `-2`, … */
  readonly name: string;
  readonly count: number;
  /** Of each of them; absent parameters have their defaults. */
  readonly params: ParamValues;
  /** Absent: the instruments of the strategy, or the exchange's first one. */
  readonly symbol?: string | undefined;
}

/** As recorded. `time` is microseconds since the Unix epoch. */
export interface Moment {
  readonly time: number;
  readonly seq: number;
}

/** Seconds of the session per second; `max`: as fast as possible. */
export type PlaybackSpeed = number | 'max';

export interface PlaybackPosition extends Moment {
  readonly first: Moment;
  /** It grows while the session runs. */
  readonly last: Moment;
  readonly speed: PlaybackSpeed;
  readonly state: 'playing' | 'paused' | 'ended' | 'seeking';
  /** True when it pauses after a seek. */
  readonly isPaused: boolean;
  /** Why it cannot continue. */
  readonly problem?: string;
}

/** A recorded session that is open. */
export interface PlaybackState {
  /** Its folder's name. */
  readonly session: string;
  /** True when it was the running pit's session when it was opened. */
  readonly isRewind: boolean;
  /** `failed`: its player has ended, for the `reason` given. */
  readonly phase: 'opening' | 'open' | 'failed';
  readonly reason?: string;
  /** Where its event stream is; absent unless it is open. */
  readonly url?: string;
  /** Absent before the player has announced it. */
  readonly position?: PlaybackPosition;
}

export type PlaybackControl =
  | { readonly type: 'play' }
  | { readonly type: 'pause' }
  /** Carry out one command. */
  | { readonly type: 'step' }
  | { readonly type: 'speed'; readonly speed: PlaybackSpeed }
  | { readonly type: 'seek'; readonly to: { readonly time: number } | { readonly seq: number } };

/** An export that takes a while. */
export interface ExportState {
  /** Names of the files. */
  readonly what: string;
  /** From 0 to 1. */
  readonly share: number;
}

/** `reason` is one sentence for the user. */
export type Outcome = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** `params` is null where the strategy declares none. `reason` may quote lines of the file. */
export type StrategyDescription =
  | {
      readonly ok: true;
      readonly params: ParamSpecs | null;
      /** Absent: it trades one instrument, which a bot may choose. */
      readonly symbols?: readonly string[] | 'all';
    }
  | { readonly ok: false; readonly reason: string };
