/** The only requirement of the supervisor on the platform: run a worker's script in a separate process. */

/** Variables that a parent sets for a worker: secrets, and the path of a program. */
export interface WorkerEnvironment {
  /** Token that a server requires from its clients, and that a bot sends to the gateway. */
  readonly BOTPIT_TOKEN?: string;
  /** Token that the exchange requires from the accounts of the house. */
  readonly BOTPIT_HOUSE_TOKEN?: string;
  /** Token for the event stream that the worker reads. */
  readonly BOTPIT_STREAM_TOKEN?: string;
  readonly BOTPIT_NATS_CREDENTIALS?: string;
  /** Role of a bot's process while one version of its strategy succeeds another; see versions.ts. */
  readonly BOTPIT_VERSION?: 'first' | 'next';
  /** Set when nobody reads the worker's announcements, because its output is a terminal or a file. */
  readonly BOTPIT_READER?: 'none';
  /** Path of esbuild's program, which esbuild cannot find in the installed app's archive. */
  readonly ESBUILD_BINARY_PATH?: string;
}

export interface Launch {
  /** Name in the system's process list, if the platform supports that. */
  readonly name: string;
  /** Absolute path of the script. */
  readonly script: string;
  readonly args: readonly string[];
  /**
   * Variables that are added to the parent's environment. Secrets go here, because every user can read a command line.
   */
  readonly environment?: WorkerEnvironment;
  /** Options of V8, such as the largest heap. Absent: the platform's. */
  readonly v8Options?: readonly string[];
}

/** The system gives either an exit code or a signal; the other is null. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  /** Why the system could not launch the process. */
  readonly launchError?: string;
}

/** Callbacks. None of them is called during the launch itself or after `onExit`. */
export interface LaunchListener {
  onSpawn(pid: number): void;
  onStdoutLine(line: string): void;
  onStderrLine(line: string): void;
  /** Called with each message from the worker's channel, which is not validated. */
  onMessage?(message: unknown): void;
  onExit(exit: Exit): void;
}

/**
 * A launched process. Both functions may be called right after the launch: they wait until the system has started the
 * process.
 */
export interface LaunchedProcess {
  /** Sends a message to the worker's frame. A worker that has ended never receives it. */
  post(message: unknown): void;
  /** Ends the process at once, without a stop request. */
  kill(): void;
}

export type Launcher = (launch: Launch, listener: LaunchListener) => LaunchedProcess;
