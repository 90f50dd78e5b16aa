/**
 * One worker under supervision, from its manual start to its manual stop.
 *
 * 1. It is `running` from its `ready` announcement on, not from its launch on.
 * 2. After an end that nobody requested, exit code 0 leaves it `stopped` and code 2 `failed` (a restart would not
 *    help). Any other end is a crash. The supervisor restarts the worker within its restart budget; beyond that it is
 *    `failed`.
 * 3. If another program took the port after a crash, the supervisor retries with backoff for about a minute.
 * 4. A stop begins with a request. The supervisor kills a worker that does not end in time, and the reason says so.
 */
import { LOG_LINES_MAX } from '../contract/pit-state.ts';
import type { Outcome, ParamValues, ProcessKind, ProcessPhase, ProcessState } from '../contract/pit-state.ts';
import { failureIn, parseAnnouncement, type Announcement } from './announcement.ts';
import { StatsMeter } from './bot-stats.ts';
import type { Failure } from '../runtime/failure.ts';
import type { Clock } from './clock.ts';
import { EXIT_IN_ORDER, EXIT_SETUP } from '../runtime/exit-codes.ts';
import { exitReason } from './exit-reason.ts';
import type { PortAdvice } from './port-taken.ts';
import type { Exit, LaunchedProcess, Launcher, WorkerEnvironment } from '../runtime/launcher.ts';
import { PORT_RETRIES_MAX, RESTART_WINDOW_MS, RESTARTS_MAX, RestartBudget } from './restart-budget.ts';

/**
 * Time from the request to stop until the kill. The exchange must write its files and the relay must close its clients.
 * A bot only cancels its orders.
 */
export const KILL_AFTER_MS: Readonly<Record<ProcessKind, number>> = {
  exchange: 8_000,
  relay: 3_000,
  watch: 3_000,
  history: 3_000,
  bot: 3_000,
  player: 3_000,
};

/**
 * Longest wait for `ready`. The exchange may have a long journal to replay. A bot has no limit, because it is ready
 * only when the exchange is, which may be recovering.
 */
export const READY_WITHIN_MS: Readonly<Record<ProcessKind, number | null>> = {
  exchange: 120_000,
  relay: 20_000,
  watch: 20_000,
  history: 20_000,
  bot: null,
  player: 20_000,
};

/** Longest line of the log. A longer one is cut. */
const LOG_LINE_CHARS_MAX = 2_000;

export interface WorkerSpec {
  readonly name: string;
  readonly kind: ProcessKind;
  readonly strategy?: string;
  readonly params?: ParamValues;
  readonly symbol?: string;
  /** Absolute path of the script. */
  readonly script: string;
  /** Evaluated at every launch, because ports and addresses are known only then. */
  readonly args: () => readonly string[];
  /** Evaluated at every launch as well. */
  readonly environment?: () => WorkerEnvironment;
  /** Options of V8. Absent: the platform's. */
  readonly v8Options?: readonly string[];
  /** Advice for a taken port. */
  readonly portAdvice?: PortAdvice;
}

export interface Machine {
  readonly launcher: Launcher;
  readonly clock: Clock;
}

export interface WorkerListener {
  readonly onChange: () => void;
  readonly onAnnouncement: (announcement: Announcement) => void;
  /** Called with each line of its standard error. */
  readonly onLogLine?: (line: string) => void;
  /** Called with each line of either stream that is not an announcement. */
  readonly onLine?: (line: string) => void;
}

export class WorkerProcess {
  readonly #spec: WorkerSpec;
  readonly #machine: Machine;
  readonly #listener: WorkerListener;
  #phase: ProcessPhase = 'stopped';
  #reason: string | undefined;
  #lastCrash: string | undefined;
  #restarts = 0;
  #budget = new RestartBudget();
  readonly #meter = new StatsMeter();
  #runningSince: number | undefined;
  #pid: number | undefined;
  #log: readonly string[] = [];
  #child: LaunchedProcess | null = null;
  /** Failure that the running process announced. */
  #failure: Failure | null = null;
  /** Why the supervisor killed it. */
  #killReason: string | undefined;
  #cancelTimer: () => void = () => {};
  /** The requested interruption of the running process, until the process has ended. */
  #interruption: { readonly ms: number; readonly reason: string } | undefined;
  #starters: ((outcome: Outcome) => void)[] = [];
  #stoppers: (() => void)[] = [];

  constructor(spec: WorkerSpec, machine: Machine, listener: WorkerListener) {
    this.#spec = spec;
    this.#machine = machine;
    this.#listener = listener;
  }

  get state(): ProcessState {
    return {
      name: this.#spec.name,
      kind: this.#spec.kind,
      phase: this.#phase,
      restarts: this.#restarts,
      log: this.#log,
      ...(this.#reason !== undefined && { reason: this.#reason }),
      ...(this.#lastCrash !== undefined && { lastCrash: this.#lastCrash }),
      ...(this.#runningSince !== undefined && { runningSince: this.#runningSince }),
      ...(this.#pid !== undefined && { pid: this.#pid }),
      ...(this.#phase === 'failed' && takenPort(this.#failure)),
      ...(this.#spec.strategy !== undefined && { strategy: this.#spec.strategy }),
      ...(this.#meter.stats !== undefined && { stats: this.#meter.stats }),
      ...(this.#meter.silence !== undefined && { silent: this.#meter.silence }),
      ...(this.#spec.params !== undefined && { params: this.#spec.params }),
      ...(this.#spec.symbol !== undefined && { symbol: this.#spec.symbol }),
    };
  }

  /** Resolves when the worker runs or has failed. */
  async start(): Promise<Outcome> {
    if (this.#phase === 'running') return { ok: true };
    if (this.#phase === 'stopping') return { ok: false, reason: `${this.#spec.name} is still stopping.` };
    const settled = new Promise<Outcome>((resolve) => this.#starters.push(resolve));
    if (this.#phase === 'stopped' || this.#phase === 'failed') {
      this.#restarts = 0;
      this.#lastCrash = undefined;
      this.#budget = new RestartBudget();
      this.#launch();
    }
    return settled;
  }

  /** Resolves when the worker has ended. A failed worker keeps its reason. */
  async stop(): Promise<void> {
    if (this.#phase === 'crashed') this.#enter('stopped');
    if (this.#child === null) return;
    const gone = new Promise<void>((resolve) => this.#stoppers.push(resolve));
    if (this.#phase !== 'stopping') this.#askToStop(this.#child);
    await gone;
  }

  /** Ends the worker as a crash would, and starts it again after a while. */
  interrupt(ms: number, reason: string): void {
    if (this.#child === null || this.#phase !== 'running') return;
    this.#interruption = { ms, reason };
    this.#kill(this.#child, reason);
  }

  post(message: unknown): void {
    this.#child?.post(message);
  }

  #askToStop(child: LaunchedProcess): void {
    this.#enter('stopping');
    this.#killReason = undefined;
    const withinMs = KILL_AFTER_MS[this.#spec.kind];
    this.#wait(withinMs, () => this.#kill(child, `Did not stop within ${withinMs / 1000} s and was killed.`));
    child.post({ type: 'stop' });
  }

  #launch(): void {
    this.#killReason = undefined;
    this.#failure = null;
    this.#meter.restart(this.#machine.clock.now());
    this.#enter('starting');
    const { name, script, args, environment, v8Options } = this.#spec;
    const child = this.#machine.launcher(
      { name, script, args: args(), environment: environment?.() ?? {}, ...(v8Options && { v8Options }) },
      {
        onSpawn: (pid) => this.#spawned(pid),
        onStdoutLine: (line) => this.#printed(line),
        onStderrLine: (line) => this.#wroteError(line),
        onExit: (exit) => this.#ended(exit),
      },
    );
    this.#child = child;
    const withinMs = READY_WITHIN_MS[this.#spec.kind];
    if (withinMs !== null) {
      this.#wait(withinMs, () => this.#kill(child, `Not ready within ${withinMs / 1000} s.`));
    }
  }

  #kill(child: LaunchedProcess, reason: string): void {
    this.#killReason = reason;
    child.kill();
  }

  #spawned(pid: number): void {
    this.#pid = pid;
    this.#listener.onChange();
  }

  #printed(line: string): void {
    const announcement = parseAnnouncement(line);
    if (announcement === null) return this.#logged(line);
    this.#failure = failureIn(announcement) ?? this.#failure;
    this.#listener.onAnnouncement(announcement);
    if (this.#spec.kind === 'bot' && this.#meter.record(announcement, this.#machine.clock.now())) {
      this.#listener.onChange();
    }
    if (announcement.event === 'ready' && this.#phase === 'starting') this.#opened();
  }

  #opened(): void {
    this.#budget.portOpened();
    this.#enter('running');
  }

  #wroteError(line: string): void {
    this.#listener.onLogLine?.(line.slice(0, LOG_LINE_CHARS_MAX));
    this.#logged(line);
  }

  #logged(line: string): void {
    this.#listener.onLine?.(line.slice(0, LOG_LINE_CHARS_MAX));
    this.#log = [...this.#log, line.slice(0, LOG_LINE_CHARS_MAX)].slice(-LOG_LINES_MAX);
    this.#listener.onChange();
  }

  #ended(exit: Exit): void {
    this.#child = null;
    const interruption = this.#interruption;
    this.#interruption = undefined;
    if (this.#phase === 'stopping') return this.#enter('stopped', this.#killReason);
    if (interruption !== undefined) return this.#restartAfter(interruption.ms, interruption.reason);
    const reason = this.#killReason ?? exitReason(exit, this.#failure, this.#spec.portAdvice);
    if (exit.code === EXIT_IN_ORDER) return this.#enter('stopped', 'Ended without a request.');
    if (this.#failure?.code === 'PORT_TAKEN' && this.#restarts > 0) return this.#lostPort(reason);
    if (exit.code === EXIT_SETUP) return this.#enter('failed', reason);
    this.#crashed(reason);
  }

  #crashed(reason: string): void {
    const delayMs = this.#budget.afterCrash(this.#machine.clock.now());
    const often = `${RESTARTS_MAX} restarts within ${RESTART_WINDOW_MS / 1000} s did not help`;
    if (delayMs === null) return this.#enter('failed', `${withoutPeriod(reason)}; ${often}.`);
    this.#restartAfter(delayMs, reason);
  }

  /** The worker had this port before its crash, so the port may soon be free again. */
  #lostPort(reason: string): void {
    const delayMs = this.#budget.forPort();
    if (delayMs === null) {
      return this.#enter('failed', `${withoutPeriod(reason)}; ${PORT_RETRIES_MAX} tries did not help.`);
    }
    this.#restartAfter(delayMs, `${withoutPeriod(reason)}; next try in ${delayMs / 1_000} s.`);
  }

  #restartAfter(delayMs: number, reason: string): void {
    this.#lastCrash = reason;
    this.#enter('crashed', reason);
    this.#wait(delayMs, () => {
      this.#restarts += 1;
      this.#launch();
    });
  }

  /** Starts the only timer: each phase waits for at most one thing. */
  #wait(delayMs: number, callback: () => void): void {
    this.#cancelTimer = this.#machine.clock.after(delayMs, callback);
  }

  #enter(phase: ProcessPhase, reason?: string): void {
    this.#cancelTimer();
    this.#phase = phase;
    // During a restart, the reason of the last crash stays visible.
    if (phase !== 'starting' || this.#restarts === 0) this.#reason = reason;
    this.#runningSince = phase === 'running' ? this.#machine.clock.now() : undefined;
    if (this.#child === null) this.#pid = undefined;
    this.#listener.onChange();
    this.#settle(phase);
  }

  #settle(phase: ProcessPhase): void {
    if (phase === 'running') this.#settleStarters({ ok: true });
    if (phase !== 'stopped' && phase !== 'failed') return;
    const why = this.#reason ?? 'It was stopped.';
    this.#settleStarters({ ok: false, reason: `${this.#spec.name}: ${why}` });
    for (const resolve of this.#stoppers.splice(0)) resolve();
  }

  #settleStarters(outcome: Outcome): void {
    for (const resolve of this.#starters.splice(0)) resolve(outcome);
  }
}

function takenPort(failure: Failure | null): Pick<ProcessState, 'takenPort'> {
  return failure?.taken === undefined ? {} : { takenPort: failure.taken.port };
}

function withoutPeriod(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
