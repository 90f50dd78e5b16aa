/** The supervisor's only demand on the machine: run a worker's script in a separate process. */

/** The variables that a parent sets for a worker: secrets, and the path of a program. */
export interface WorkerEnvironment {
  /** A server requires it from its clients; a bot sends it to the gateway. */
  readonly BOTPIT_TOKEN?: string;
  /** The exchange asks for it where an account of the house logs in. */
  readonly BOTPIT_HOUSE_TOKEN?: string;
  /** Sent to the event stream that the worker reads. */
  readonly BOTPIT_STREAM_TOKEN?: string;
  readonly BOTPIT_NATS_CREDENTIALS?: string;
  /** Which part a bot's process has while one version of its strategy succeeds another; see versions.ts. */
  readonly BOTPIT_VERSION?: 'first' | 'next';
  /** Nobody reads the worker's announcements, because its output is a terminal's or a file's. */
  readonly BOTPIT_READER?: 'none';
  /** The path of esbuild's program, which esbuild cannot find in the installed app's archive. */
  readonly ESBUILD_BINARY_PATH?: string;
}

export interface Launch {
  /** Shown in the system's process list if the platform allows it. */
  readonly name: string;
  /** Absolute path of the script. */
  readonly script: string;
  readonly args: readonly string[];
  /** Added to the parent's environment. Secrets go here, because every user can read a command line. */
  readonly environment?: WorkerEnvironment;
  /** Of JavaScript's objects: a process that needs more ends. Absent: the platform's limit. */
  readonly memoryMb?: number;
}

/** The system gives either an exit code or a signal; the other is null. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  /** Why the system could not launch the process at all. */
  readonly launchError?: string;
}

/** Never called during the launch itself, nor after `onExit`. */
export interface LaunchListener {
  onSpawn(pid: number): void;
  onStdoutLine(line: string): void;
  onStderrLine(line: string): void;
  /** What the worker sends through its channel, unchecked. */
  onMessage?(message: unknown): void;
  onExit(exit: Exit): void;
}

/** Both may be called at once after the launch: they wait until the system has started the process. */
export interface LaunchedProcess {
  /** Reaches the worker's frame; a worker that has ended never gets it. */
  post(message: unknown): void;
  /** Ends it at once, without a stop request. */
  kill(): void;
}

export type Launcher = (launch: Launch, listener: LaunchListener) => LaunchedProcess;
