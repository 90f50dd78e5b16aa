/**
 * A bot whose strategy is saved while it runs. Each version of the strategy is a separate process, so the timers,
 * listeners, sockets and memory of a version end with it. The supervisor sees only one process.
 *
 * 1. The running version reports that its files were saved. The next version starts beside it and loads them.
 * 2. If the next version does not load, it ends, and the running version gets the reason. If it does load, the running
 *    version hands over: it passes its state on, cancels its orders, closes its connections and ends. Only then does
 *    the next version log in.
 * 3. A version that does not load or hand over in time is killed. Without a hand-over, the next version starts without
 *    state.
 * 4. A stop, or the end of the running version at any other time, ends the next version too.
 */
import { failureReason } from './failure.ts';
import type { Exit, Launch, LaunchedProcess, Launcher, LaunchListener } from './launcher.ts';
import { isStop } from './parent.ts';
import {
  readFromVersion,
  type FromVersion,
  type Memory,
  type NotLoaded,
  type ToVersion,
} from './version-messages.ts';

/** Longest time to load. The watchdog ends an endless loop sooner; this bound is for a file that waits for ever. */
export const LOAD_MS_MAX = 30_000;
/**
 * Longest time to hand over: 3 s in all for `state` and `onStop`, and 1 s each to cancel orders and to close
 * connections.
 */
export const HAND_OVER_MS_MAX = 8_000;
/** Longest time to exit after a hand-over. */
export const EXIT_MS_MAX = 1_000;

/** Calls back once, after `delayMs`. @returns a function that cancels the call */
type After = (delayMs: number, callback: () => void) => () => void;

/** A launcher of bots whose processes succeed each other with every save. */
export function withVersions(launcher: Launcher, after: After): Launcher {
  return (launch, listener) => new Versions({ launcher, after, launch, listener });
}

interface VersionsOptions {
  readonly launcher: Launcher;
  readonly after: After;
  readonly launch: Launch;
  readonly listener: LaunchListener;
}

interface Version {
  readonly process: LaunchedProcess;
  pid: number;
  failure: NotLoaded | undefined;
}

class Versions implements LaunchedProcess {
  readonly #options: VersionsOptions;
  #running: Version;
  #next: Version | undefined;
  #isHandingOver = false;
  /** Exit of the next version, when it ended while the running one handed over. */
  #lost: Exit | undefined;
  #memory: Memory = null;
  #cancelTimer: () => void = () => {};

  constructor(options: VersionsOptions) {
    this.#options = options;
    this.#running = this.#launch('first');
  }

  post(message: unknown): void {
    if (isStop(message)) this.#drop();
    this.#running.process.post(message);
  }

  kill(): void {
    this.#drop();
    this.#running.process.kill();
  }

  #launch(part: 'first' | 'next'): Version {
    const { launcher, launch, listener } = this.#options;
    const environment = { ...launch.environment, BOTPIT_VERSION: part };
    const process = launcher(
      { ...launch, environment },
      {
        onSpawn: (pid) => this.#spawned(version, pid),
        onStdoutLine: (line) => this.#printed(version, line),
        onStderrLine: (line) => this.#isOurs(version) && listener.onStderrLine(line),
        onMessage: (message) => this.#reported(version, readFromVersion(message)),
        onExit: (exit) => this.#ended(version, exit),
      },
    );
    const version: Version = { process, pid: 0, failure: undefined };
    return version;
  }

  /** False for a next version that was abandoned. */
  #isOurs(version: Version): boolean {
    return version === this.#running || version === this.#next;
  }

  #spawned(version: Version, pid: number): void {
    version.pid = pid;
    if (version === this.#running) this.#options.listener.onSpawn(pid);
  }

  /** Passes announcements of the running version only to the supervisor. */
  #printed(version: Version, line: string): void {
    if (version === this.#running) return this.#options.listener.onStdoutLine(line);
    const reason = failureReason(line);
    if (reason !== undefined) version.failure ??= { type: 'not_loaded', reason, files: [] };
    else if (version === this.#next && !line.startsWith('{"event":'))
      this.#options.listener.onStdoutLine(line);
  }

  #reported(version: Version, report: FromVersion | null): void {
    if (version === this.#running && report?.type === 'saved') this.#saved();
    if (version === this.#running && report?.type === 'handed_over') this.#handedOver(report.memory);
    if (version === this.#next && report?.type === 'loaded') this.#loaded();
    if (version === this.#next && report?.type === 'not_loaded') this.#giveUp(version, report);
  }

  /** Starts the next version. One that is still loading is out of date, because the files were saved again. */
  #saved(): void {
    if (this.#isHandingOver) return;
    this.#drop();
    const next = this.#launch('next');
    this.#next = next;
    const reason = `it did not finish loading within ${LOAD_MS_MAX / 1_000} s`;
    this.#wait(LOAD_MS_MAX, () => this.#giveUp(next, { type: 'not_loaded', reason, files: [] }));
  }

  #giveUp({ process }: Version, failure: NotLoaded): void {
    this.#forget();
    process.kill();
    this.#order(this.#running, failure);
  }

  #loaded(): void {
    this.#isHandingOver = true;
    this.#memory = null;
    this.#wait(HAND_OVER_MS_MAX, () => this.#running.process.kill());
    this.#order(this.#running, { type: 'hand_over' });
  }

  #handedOver(memory: Memory): void {
    if (!this.#isHandingOver) return;
    this.#memory = memory;
    this.#wait(EXIT_MS_MAX, () => this.#running.process.kill());
    this.#running.process.post({ type: 'stop' });
  }

  #ended(version: Version, exit: Exit): void {
    if (version === this.#next) return this.#nextEnded(version, exit);
    if (version !== this.#running) return;
    const next = this.#next;
    if (this.#isHandingOver && next !== undefined) return this.#succeed(next);
    const end = this.#lost ?? exit;
    this.#drop();
    this.#options.listener.onExit(end);
  }

  #succeed(next: Version): void {
    this.#forget();
    this.#running = next;
    this.#options.listener.onSpawn(next.pid);
    this.#order(next, { type: 'take_over', memory: this.#memory });
    this.#memory = null;
  }

  /**
   * Handles the end of the next version. The running version continues, unless it has begun to hand over: then the bot
   * ends with that exit.
   */
  #nextEnded({ failure }: Version, exit: Exit): void {
    if (this.#isHandingOver) {
      this.#next = undefined;
      this.#lost = exit;
      return;
    }
    this.#forget();
    this.#order(this.#running, failure ?? { type: 'not_loaded', reason: reasonOf(exit), files: [] });
  }

  #order({ process }: Version, order: ToVersion): void {
    process.post(order);
  }

  #drop(): void {
    const next = this.#next;
    this.#forget();
    next?.process.kill();
  }

  #forget(): void {
    this.#cancelTimer();
    this.#next = undefined;
    this.#lost = undefined;
    this.#isHandingOver = false;
  }

  #wait(delayMs: number, callback: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.after(delayMs, callback);
  }
}

function reasonOf({ code, signal, launchError }: Exit): string {
  if (launchError !== undefined) return launchError;
  return signal === null
    ? `its process ended with exit code ${code} while it loaded`
    : `its process ended by signal ${signal} while it loaded`;
}
