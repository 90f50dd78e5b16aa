/** Options of a pit, which the program that opens it provides. */
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
  /** Folder for the exchange's CSV files. */
  readonly folder: string;
  /** Further options of the exchange, such as `--config=FILE`. */
  readonly exchangeArgs: readonly string[];
  /**
   * Called when all processes have ended. It removes the folder if none of them has written there, because their ports
   * were taken. Absent: the folder existed before.
   * @returns true when it has removed the folder. It does not reject.
   */
  readonly removeIfUnused?: () => Promise<boolean>;
}

export interface PitOptions extends Machine {
  readonly scripts: Pick<WorkerScripts, 'exchange' | 'relay' | 'watch' | 'history' | 'bot' | 'crowd'>;
  readonly settings: WorkerSettings;
  /** True when the relay offers the conflated feed. Absent: false. */
  readonly hasWatch?: boolean;
  /** True when the relay answers requests for the history. Absent: false. */
  readonly hasHistory?: boolean;
  /** Requested ports. 0: any free one. */
  readonly ports: PitPorts;
  /** Reads the room at every start. @returns null for no room @throws Error with a message for the user */
  readonly room?: () => Room | null;
  /** Token of the house's accounts, which nobody else can use. */
  readonly houseToken: string;
  /** Secrets of the exchange, the relay or a bot, by the name of the process. */
  readonly environmentOf?: (name: string) => WorkerEnvironment;
  /** Called with the replies to `measure`. */
  readonly onMetrics?: (process: Measured, announcement: Announcement) => void;
  /** Called with each line of a bot's standard error. */
  readonly onBotLogLine?: (name: string, line: string) => void;
  /** Called with each line that a bot writes to either stream. */
  readonly onBotLine?: (name: string, line: string) => void;
  /** Writes the bots' lines to files. Absent: no files. */
  readonly botLogs?: Pick<BotLogs, 'write' | 'close'>;
  /**
   * Called at the end of a session with the latencies that its bots measured. It does not reject. Absent: they are not
   * saved.
   */
  readonly keepLatencies?: (session: string, bots: BotLatencies) => Promise<void>;
  readonly portAdvice: PortAdvice;
  readonly roster: readonly RosterEntry[];
  /** The last session before this one. */
  readonly sessionFolder?: string;
  /** Opens a new folder at every start. Rejects with a message for the user. */
  readonly openSession: (room: Room | null) => Promise<PitSession>;
  readonly fileExists: (path: string) => boolean;
  readonly onChange: () => void;
  readonly onRoster: (roster: readonly RosterEntry[]) => void;
}
