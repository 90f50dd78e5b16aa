/** Starts workers as utility processes. They end with the app, however it ends. */
import { utilityProcess, type UtilityProcess } from 'electron';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { drained } from '../pit/drained.ts';
import type {
  Exit,
  Launch,
  LaunchedProcess,
  Launcher,
  LaunchListener,
  WorkerEnvironment,
} from '../runtime/launcher.ts';
import { splitLines } from '../pit/line-splitter.ts';

const { signals } = constants;

export interface Inheritance {
  /** Environment of the app. */
  readonly from: NodeJS.ProcessEnv;
  /** Variables that the workers do not inherit. */
  readonly without?: readonly (keyof WorkerEnvironment)[];
  /** Variables that every worker gets in addition. */
  readonly with?: WorkerEnvironment;
}

export function electronLauncher(inheritance: Inheritance): Launcher {
  const environment = inherited(inheritance);
  return (launch, listener) => launchWithElectron(launch, listener, environment);
}

/** Environment of a worker. Exported for its test. */
export function inherited({ from, without = [], with: added }: Inheritance): NodeJS.ProcessEnv {
  const withheld: ReadonlySet<string> = new Set(without);
  const kept = Object.entries(from).filter(([name]) => !withheld.has(name));
  return { ...Object.fromEntries(kept), ...added };
}

function launchWithElectron(
  launch: Launch,
  listener: LaunchListener,
  environment: NodeJS.ProcessEnv,
): LaunchedProcess {
  const child = utilityProcess.fork(launch.script, [...launch.args], {
    serviceName: `Botpit ${launch.name}`,
    env: { ...environment, ...launch.environment },
    ...(launch.v8Options && { execArgv: [`--js-flags=${launch.v8Options.join(' ')}`] }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout = keepListeners(child.stdout as Readable);
  const stderr = keepListeners(child.stderr as Readable);
  splitLines(stdout, (line) => listener.onStdoutLine(line));
  splitLines(stderr, (line) => listener.onStderrLine(line));
  const whenSpawned = spawnQueue(child);
  child.on('spawn', () => listener.onSpawn(child.pid ?? 0));
  child.on('message', (message: unknown) => listener.onMessage?.(message));
  child.on('exit', (code) => void drained([stdout, stderr]).then(() => listener.onExit(exitOf(code))));
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process has no origin
    post: (message) => whenSpawned(() => child.postMessage(message)),
    kill: () => whenSpawned(() => killNow(child.pid)),
  };
}

/**
 * Electron may lose a message to a process that the system has not yet started, and no signal can end it.
 * @returns a function that runs an action at once, or as soon as the process has started
 */
function spawnQueue(child: UtilityProcess): (action: () => void) => void {
  let waiting: (() => void)[] | null = [];
  child.on('spawn', () => {
    const actions = waiting ?? [];
    waiting = null;
    for (const action of actions) action();
  });
  return (action) => {
    if (waiting === null) action();
    else waiting.push(action);
  };
}

/**
 * Electron removes all listeners from both streams before it reports the exit. Without this, the last lines of a worker,
 * such as the reason for its end, would be lost.
 */
function keepListeners(stream: Readable): Readable {
  stream.removeAllListeners = () => stream;
  return stream;
}

/** Signals that end a process, either from outside or after its own fault. Workers exit with codes 0, 1 and 2. */
const FATAL_SIGNALS = ['SIGILL', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGSEGV', 'SIGTERM'] as const;

/** On POSIX, Electron reports a signal's number as the exit code. */
function exitOf(code: number): Exit {
  const signal =
    process.platform === 'win32' ? undefined : FATAL_SIGNALS.find((name) => signals[name] === code);
  return signal === undefined ? { code, signal: null } : { code: null, signal };
}

function killNow(pid: number | undefined): void {
  if (pid === undefined) return; // gone already
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
