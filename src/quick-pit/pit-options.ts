/** The options of a pit in virtual time. */
import type { Instrument } from '../contract/instrument.ts';
import type { CrowdPlace, Mood } from '../contract/room.ts';
import type { StrategyClass } from '../contract/strategy.ts';
import type { Answer } from './replies.ts';

/** Milliseconds that a message takes: always the same, or drawn for each. */
export type Delay = number | (() => number);

/** On one connection no message overtakes another. */
export interface Latency {
  /** From the exchange's events to the bot. */
  readonly feed: Delay;
  /** From the bot to the exchange. */
  readonly order: Delay;
  /** From the exchange's replies to the bot. */
  readonly answer: Delay;
}

export interface QuickBot {
  readonly name: string;
  readonly strategy: StrategyClass;
  readonly params?: readonly string[];
  /** The instrument of a strategy that trades one; absent: the first. */
  readonly symbol?: string;
  /** Absent: everything arrives at the moment in which it is sent. */
  readonly latency?: Latency;
  /** Absent: an error of the strategy ends the run. */
  readonly onError?: (line: string) => void;
  readonly onLog?: (line: string) => void;
}

/** An account whose requests come from outside: a script of `npm run attacks`, or a recorded market. */
export interface Outsider {
  readonly name: string;
  readonly deposit: number;
  /** Bots and reports read its positions; absent: they do. */
  readonly isFollowed?: boolean;
  /** Called with each reply, before `request` returns or when another account causes it. */
  readonly onReply?: (reply: Answer) => void;
}

export interface QuickMarket {
  readonly instrument?: Instrument;
  /** Beside the first one. */
  readonly furtherInstruments?: readonly Instrument[];
  /** Where the crowd trades; absent: in the first instrument. */
  readonly places?: readonly CrowdPlace[];
  /** Of the engine; absent: the newest. */
  readonly rulesVersion?: number;
  readonly outsiders?: readonly Outsider[];
  /** Decimal places of money; absent: as in an exchange that does not say. */
  readonly moneyDecimals?: number;
  /** Of the crowd; absent: the usual one. */
  readonly mood?: Mood;
  /** Of each account of the crowd. */
  readonly crowdDeposit?: number;
  /** An operator sets the index price once a second: the crowd's fair value, or where the pit began. */
  readonly hasIndex?: boolean;
  /** Whole checkpoints, single orders and every position, as a relay publishes them. Absent: what bots read. */
  readonly isWholeStream?: boolean;
  /** Folder of a session that gets the journal; `close` ends it. */
  readonly record?: string;
  /** When the pit opens, milliseconds since the Unix epoch. */
  readonly opensMs?: number;
  /** The bots do not decide earlier, milliseconds of the pit's time. */
  readonly startMs?: number;
}
