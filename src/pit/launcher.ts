/** What the supervisor asks of the machine: start a worker's script as a process of its own. */

export interface Launch {
  /** Shown in the system's process list where it can be. */
  readonly name: string;
  /** Absolute path of the script. */
  readonly script: string;
  readonly args: readonly string[];
  /** Beside the parent's own environment: secrets, which no process list is to show. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** `signal` is null where the system tells an exit code, and the other way round. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** Called later than the launch itself, and never after `onExit`. */
export interface LaunchListener {
  onSpawn(pid: number): void;
  onStdoutLine(line: string): void;
  onStderrLine(line: string): void;
  onExit(exit: Exit): void;
}

export interface LaunchedProcess {
  /** Reaches the worker's host; lost when the worker is gone. */
  post(message: unknown): void;
  /** End it at once, without a word. */
  kill(): void;
}

export type Launcher = (launch: Launch, listener: LaunchListener) => LaunchedProcess;
