/**
 * State of a pit, its processes, settings, playback and exports. Supervisor, main process and window share these types.
 */
import type { ParamSpecs, ParamValue } from './strategy.ts';

export type ProcessKind = 'exchange' | 'relay' | 'watch' | 'history' | 'bot' | 'player';

/**
 * `failed`: the process ended without a request and is not restarted, for the given `reason`. `crashed`: a restart
 * follows.
 */
export type ProcessPhase = 'starting' | 'running' | 'crashed' | 'failed' | 'stopping' | 'stopped';

export interface ProcessState {
  /** `exchange`, `relay`, `watch`, `history`, or the bot's name, which is its account. */
  readonly name: string;
  readonly kind: ProcessKind;
  readonly phase: ProcessPhase;
  /** Why the process crashed, failed or was killed, for the user. */
  readonly reason?: string;
  /** Reason of the last crash since the user started the process. */
  readonly lastCrash?: string;
  /** Restarts since the user started the process. */
  readonly restarts: number;
  /** Time at which the process became `running`, in milliseconds since the Unix epoch. */
  readonly runningSince?: number;
  readonly pid?: number;
  /** Port that another program uses, when that is why the process failed. */
  readonly takenPort?: number;
  /** The last LOG_LINES_MAX lines, newest last. */
  readonly log: readonly string[];
  /** Bots: name of a built-in strategy or path of a file, with `:Class` where the file has several. */
  readonly strategy?: string;
  /** Bots: values that differ from the defaults. */
  readonly params?: ParamValues;
  /** Bots: instrument that the user chose. */
  readonly symbol?: string;
  /** Bots: the strategy's callback that has not returned for some seconds. Absent: the bot answers. */
  readonly silent?: BotSilence;
  /** Bots: the newest figures. Absent in the first second. */
  readonly stats?: BotStats;
}

export interface BotSilence {
  readonly activity: string;
  readonly seconds: number;
}

/** Totals since the start of the bot's process. */
export interface BotStats {
  readonly orders: number;
  /** Rate between the last two announcements. */
  readonly ordersPerSecond: number;
  readonly fills: number;
  readonly rejects: number;
  readonly rejectsByCode: Readonly<Record<string, number>>;
  readonly openOrders: number;
  /** Position. Positive: long. */
  readonly position: number;
  /** Time from request to reply, over the most recent 1,000. Absent before the first. */
  readonly ackP50Ms?: number;
  readonly ackP99Ms?: number;
  /** Time from an event's time stamp to its arrival at the bot, over the most recent 1,000 frames. */
  readonly feedP50Ms?: number;
  readonly feedP99Ms?: number;
  /** Code with which the exchange rejects the bot's orders, while the bot waits longer and longer between them. */
  readonly waiting?: string;
  /** Why the strategy is paused until its file is saved. Absent: it runs. */
  readonly paused?: string;
  /** Why the last saved file does not load while the previous version runs. Absent: the saved version runs. */
  readonly saveError?: string;
}

/** Values of a strategy's parameters, by name. */
export type ParamValues = Readonly<Record<string, ParamValue>>;

export const LOG_LINES_MAX = 100;

export type PitPhase = 'stopped' | 'starting' | 'running' | 'stopping';

export interface PitState {
  readonly phase: PitPhase;
  /** Why the last start failed. */
  readonly reason?: string;
  /** Port of the exchange or the relay that another program uses, when that is why the last start failed. */
  readonly takenPort?: number;
  readonly processes: readonly ProcessState[];
  /** The actual ports. Absent: the pit does not run. */
  readonly ports?: { readonly orders: number; readonly events: number; readonly relay: number };
  /** Address of the pit's own relay. Absent: the pit does not run. */
  readonly relayUrl?: string;
  /** Folder of the newest session's CSV files. Absent before the first session. */
  readonly sessionFolder?: string;
}

export interface RoomChoice {
  readonly name: string;
  readonly about: string;
}

export interface Settings {
  /** Relay that the monitor follows. Null: the pit's own. */
  readonly remoteRelayUrl: string | null;
  /** JSON configuration of the exchange. Null: the default instrument. */
  readonly configFile: string | null;
  /** Room of the next start. Null: none. */
  readonly room: string | null;
  /** Ports of the next start. */
  readonly ports: { readonly orders: number; readonly events: number; readonly relay: number };
  /** The built-in rooms. */
  readonly rooms: readonly RoomChoice[];
  /** Strategy files that the user picked before, newest first. */
  readonly recentStrategies: readonly string[];
}

export interface AddBots {
  /**
   * Name of a built-in strategy, such as `crowd`, `maker` or `taker`, or path of a file, with `:Class` where it exports
   * several.
   */
  readonly strategy: string;
  /** Name of the account. With a count above 1, the names end in `-1`, `-2`, … */
  readonly name: string;
  readonly count: number;
  /** Values for each of the bots. Absent parameters have their defaults. */
  readonly params: ParamValues;
  /** Instrument to trade. Absent: the instruments of the strategy, or the exchange's first one. */
  readonly symbol?: string | undefined;
}

/** A moment of the session. `time` is the recorded time in microseconds since the Unix epoch. */
export interface Moment {
  readonly time: number;
  readonly seq: number;
}

/** Seconds of the session per second of real time. `max`: as fast as possible. */
export type PlaybackSpeed = number | 'max';

export interface PlaybackPosition extends Moment {
  readonly first: Moment;
  /** Last moment of the session. It moves while the session is still being recorded. */
  readonly last: Moment;
  readonly speed: PlaybackSpeed;
  readonly state: 'playing' | 'paused' | 'ended' | 'seeking';
  /** True when playback pauses after a seek. */
  readonly isPaused: boolean;
  /** Why playback cannot continue. */
  readonly problem?: string;
}

/** An open recorded session. */
export interface PlaybackState {
  /** Name of the session's folder. */
  readonly session: string;
  /** True when the session belonged to the running pit at the moment of opening. */
  readonly isRewind: boolean;
  /** `failed`: the player has ended, for the given `reason`. */
  readonly phase: 'opening' | 'open' | 'failed';
  readonly reason?: string;
  /** Address of the session's event stream. Absent unless the session is open. */
  readonly url?: string;
  /** Absent until the player has announced a position. */
  readonly position?: PlaybackPosition;
}

export type PlaybackControl =
  | { readonly type: 'play' }
  | { readonly type: 'pause' }
  /** Carries out one command. */
  | { readonly type: 'step' }
  | { readonly type: 'speed'; readonly speed: PlaybackSpeed }
  | { readonly type: 'seek'; readonly to: { readonly time: number } | { readonly seq: number } };

/** An export in progress. */
export interface ExportState {
  /** Names of the exported files. */
  readonly what: string;
  /** Share that is complete, from 0 to 1. */
  readonly share: number;
}

/** `reason` is one sentence for the user. */
export type Outcome = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** `params` is null when the strategy declares none. `reason` may contain several lines of the file. */
export type StrategyDescription =
  | {
      readonly ok: true;
      readonly params: ParamSpecs | null;
      /** Instruments that the strategy trades. Absent: one instrument, which the bot may choose. */
      readonly symbols?: readonly string[] | 'all';
    }
  | { readonly ok: false; readonly reason: string };
