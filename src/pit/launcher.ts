/** The supervisor's only demand on the machine: run a worker's script in a separate process. */

/** The variables that a parent sets for a worker: secrets, and the path of a program. */
export interface WorkerEnvironment {
  /** A server asks its clients for it; a bot shows it to the gateway. */
  readonly BOTPIT_TOKEN?: string;
  /** Shown to the event stream that the worker reads. */
  readonly BOTPIT_STREAM_TOKEN?: string;
  readonly BOTPIT_NATS_CREDENTIALS?: string;
  /** Where esbuild finds its program; the installed app's archive hides it. */
  readonly ESBUILD_BINARY_PATH?: string;
}

export interface Launch {
  /** Shown in the system's process list where it can be. */
  readonly name: string;
  /** Absolute path of the script. */
  readonly script: string;
  readonly args: readonly string[];
  /** Added to the parent's environment. Secrets go here, because every user can read a command line. */
  readonly environment?: WorkerEnvironment;
}

/** The system gives either an exit code or a signal; the other is null. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  /** Why the system could not launch the process at all. */
  readonly launchError?: string;
}

/** Called later than the launch itself, and never after `onExit`. */
export interface LaunchListener {
  onSpawn(pid: number): void;
  onStdoutLine(line: string): void;
  onStderrLine(line: string): void;
  onExit(exit: Exit): void;
}

export interface LaunchedProcess {
  /** Reaches the worker's frame; a worker that has ended never gets it. */
  post(message: unknown): void;
  /** Ends it at once, without a stop request. */
  kill(): void;
}

export type Launcher = (launch: Launch, listener: LaunchListener) => LaunchedProcess;
