/** What a pit needs from the program that opens it. */
import type { Room } from '../contract/room.ts';
import type { BotLatencies } from '../session/latency-file.ts';
import type { WorkerEnvironment } from '../runtime/launcher.ts';
import type { Announcement } from './announcement.ts';
import type { BotLogs } from './bot-logs.ts';
import type { WorkerScripts } from './paths.ts';
import type { PortAdvice } from './port-taken.ts';
import type { RosterEntry } from './roster.ts';
import type { PitPorts, WorkerSettings } from './worker-args.ts';
import type { Machine } from './worker-process.ts';

/** The processes that answer `measure`. */
export type Measured = 'exchange' | 'relay' | 'watch' | 'history';

export interface PitSession {
  /** Where the exchange writes its CSV files. */
  readonly folder: string;
  /** Further options of the exchange, such as `--config=FILE`. */
  readonly exchangeArgs: readonly string[];
}

export interface PitOptions extends Machine {
  readonly scripts: Pick<WorkerScripts, 'exchange' | 'relay' | 'watch' | 'history' | 'bot' | 'crowd'>;
  readonly settings: WorkerSettings;
  /** True when the relay offers the conflated feed; absent: it does not. */
  readonly hasWatch?: boolean;
  /** True when the relay answers requests for the history; absent: it does not. */
  readonly hasHistory?: boolean;
  /** The requested ports; 0 takes a free one. */
  readonly ports: PitPorts;
  /** Asked at every start. @returns null: no room. Throws an Error with words for the user. */
  readonly room?: () => Room | null;
  /** Lets the accounts of the house in, which nobody else can use. */
  readonly houseToken: string;
  /** Secrets of the exchange, the relay or a bot, by its name. */
  readonly environmentOf?: (name: string) => WorkerEnvironment;
  /** Called with the replies to `measure`. */
  readonly onMetrics?: (process: Measured, announcement: Announcement) => void;
  /** Called with each line of a bot's standard error. */
  readonly onBotLogLine?: (name: string, line: string) => void;
  /** Called with each line that a bot writes to either stream. */
  readonly onBotLine?: (name: string, line: string) => void;
  /** Keeps those lines; absent: no files. */
  readonly botLogs?: Pick<BotLogs, 'write' | 'close'>;
  /** Called at the end of a session with what its bots measured; it does not reject. Absent: nothing is kept. */
  readonly keepLatencies?: (session: string, bots: BotLatencies) => Promise<void>;
  readonly portAdvice: PortAdvice;
  readonly roster: readonly RosterEntry[];
  /** The newest session before this one. */
  readonly sessionFolder?: string;
  /** Called at every start, for a new folder. Rejects with a message for the user. */
  readonly openSession: (room: Room | null) => Promise<PitSession>;
  readonly fileExists: (path: string) => boolean;
  readonly onChange: () => void;
  readonly onRoster: (roster: readonly RosterEntry[]) => void;
}
