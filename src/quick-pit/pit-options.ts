/** The options of a pit in virtual time. */
import type { Instrument } from '../contract/instrument.ts';
import type { CrowdPlace, Mood } from '../contract/room.ts';
import type { Strategy, StrategyClass } from '../contract/strategy.ts';
import type { Activity } from '../workers/bot/activity.ts';
import type { SourceLines } from '../workers/bot/source-lines.ts';
import type { Answer } from './replies.ts';

/** Delay of a message in milliseconds: always the same, or drawn for each. */
export type Delay = number | (() => number);

/** Delays of a bot's connections. On one connection, no message overtakes another. */
export interface Latency {
  /** Delay of the exchange's events on their way to the bot. */
  readonly feed: Delay;
  /** Delay of the bot's requests on their way to the exchange. */
  readonly order: Delay;
  /** Delay of the exchange's replies on their way to the bot. */
  readonly answer: Delay;
}

export interface QuickBot {
  readonly name: string;
  readonly strategy: StrategyClass;
  readonly params?: readonly string[];
  /** Instrument of a strategy that trades only one. Absent: the first. */
  readonly symbol?: string;
  /** Delays of the bot. Absent: every message arrives at once. */
  readonly latency?: Latency;
  /** The author's files, from which errors quote their lines. */
  readonly sources?: SourceLines;
  /** Called with the new strategy. @throws Error for one that cannot run */
  readonly check?: (strategy: Strategy) => void;
  /** Called with the code of the strategy that starts to run, and with null when it ends. */
  readonly onActivity?: (activity: Activity | null) => void;
  /** Called with an error of the strategy. Absent: the error ends the run. */
  readonly onError?: (line: string) => void;
  readonly onLog?: (line: string) => void;
}

/** An account whose requests come from outside, such as a script of `npm run attacks` or a recorded market. */
export interface Outsider {
  readonly name: string;
  readonly deposit: number;
  /** True when bots and reports read its positions. Absent: they do. */
  readonly isFollowed?: boolean;
  /** Called with each reply, before `request` returns or when another account causes it. */
  readonly onReply?: (reply: Answer) => void;
}

export interface QuickMarket {
  readonly instrument?: Instrument;
  /** Instruments in addition to the first one. */
  readonly furtherInstruments?: readonly Instrument[];
  /** Instruments that the crowd trades. Absent: the first one. */
  readonly places?: readonly CrowdPlace[];
  /** Version of the engine's rules. Absent: the newest. */
  readonly rulesVersion?: number;
  readonly outsiders?: readonly Outsider[];
  /** Decimals of money. Absent: the default of an exchange. */
  readonly moneyDecimals?: number;
  /** Mood of the crowd. Absent: the usual one. */
  readonly mood?: Mood;
  /** Deposit of each account of the crowd. */
  readonly crowdDeposit?: number;
  /**
   * True: an operator sets the index price once a second, to the crowd's fair value or, without a crowd, to the
   * reference price.
   */
  readonly hasIndex?: boolean;
  /**
   * True: publish whole checkpoints, single orders and every position, as a relay does. Absent: only what bots read.
   */
  readonly isWholeStream?: boolean;
  /** Folder of a session for the journal, which `close` ends. Absent: no journal. */
  readonly record?: string;
  /** Time at which the pit opens, in milliseconds since the Unix epoch. */
  readonly opensMs?: number;
  /** Time from which on the bots decide, in milliseconds of the pit's time. */
  readonly startMs?: number;
}
