/**
 * The whole pit: the exchange, the watch worker if there is one, the relay with its history service, and the bots. They
 * start in this order and stop in the reverse one. The exception is the watch worker, which closes its clients'
 * connections through the relay.
 *
 * 1. The exchange and the relay keep their ports from their first `ready` until the pit stops, through every crash.
 *    Clients reconnect at the same address.
 * 2. The pit needs both. When one of them fails permanently, the pit stops all processes and keeps the reason.
 * 3. A failed bot, watch worker or history service does not affect the pit.
 */
import type { AddBots, Outcome, ParamValues, PitPhase, PitState } from '../contract/pit-state.ts';
import type { Room } from '../contract/room.ts';
import { socketUrl } from './addresses.ts';
import type { Announcement } from './announcement.ts';
import { BotCrew } from './bot-crew.ts';
import { botSpec } from './bot-spec.ts';
import { BotWatch } from './bot-watch.ts';
import { latenciesOf } from './bot-stats.ts';
import { carryOut, type RoomHands } from './room-hands.ts';
import { Timeline } from './timeline.ts';
import {
  EXCHANGE_V8_OPTIONS,
  exchangeArgs,
  historyArgs,
  INNER_HOST,
  relayArgs,
  watchArgs,
  type PitPorts,
} from './worker-args.ts';
import type { Measured, PitOptions, PitSession } from './pit-options.ts';
import { WorkerProcess, type WorkerSpec } from './worker-process.ts';

/** Longest wait for the exchange to flush its files: enough for a slow disk, but not for one that hangs. */
export const FLUSH_TIMEOUT_MS = 5_000;

export class Pit {
  readonly #options: PitOptions;
  readonly #exchange: WorkerProcess;
  readonly #relay: WorkerProcess;
  /** The watch worker and the history service. Null: the pit has none. */
  readonly #watch: WorkerProcess | null;
  readonly #history: WorkerProcess | null;
  readonly #crew: BotCrew;
  #botWatch = new BotWatch([]);
  #phase: PitPhase = 'stopped';
  #reason: string | undefined;
  #ports: PitPorts;
  #session: PitSession | null;
  /** The session before it. */
  #earlier: PitSession | null = null;
  readonly #timeline: Timeline;
  #room: Room | null = null;
  #opening: Promise<Outcome> = Promise.resolve({ ok: true });
  #closing: Promise<void> = Promise.resolve();
  #flushed: (() => void)[] = [];

  constructor(options: PitOptions) {
    this.#options = options;
    this.#ports = options.ports;
    const { sessionFolder } = options;
    this.#session = sessionFolder === undefined ? null : { folder: sessionFolder, exchangeArgs: [] };
    this.#timeline = new Timeline(options.clock, (step) => carryOut(step, this.#hands));
    this.#exchange = this.#createExchange();
    this.#relay = this.#createRelay();
    this.#watch = options.hasWatch === true ? this.#createWatch() : null;
    this.#history = options.hasHistory === true ? this.#createHistory() : null;
    this.#crew = this.#createCrew();
  }

  get state(): PitState {
    const isOpen = this.#phase === 'running';
    return {
      phase: this.#phase,
      processes: [...this.#core.map(({ state }) => state), ...this.#crew.states],
      ...(this.#reason !== undefined && { reason: this.#reason }),
      ...(isOpen && { relayUrl: this.#relayUrl(), ports: this.#ports }),
      ...(this.#phase === 'stopped' && this.#takenPort),
      ...(this.#session !== null && { sessionFolder: this.#session.folder }),
    };
  }

  /** The actual ports while the pit runs. */
  get ports(): PitPorts {
    return this.#ports;
  }

  /** Port that another program uses. It stays known until the next start. */
  get #takenPort(): Pick<PitState, 'takenPort'> {
    const port = this.#core.find(({ state }) => state.takenPort !== undefined)?.state.takenPort;
    return port === undefined ? {} : { takenPort: port };
  }

  get #core(): readonly WorkerProcess[] {
    return [this.#exchange, ...this.#services, this.#relay];
  }

  /** The services to which the relay passes clients through. */
  get #services(): readonly WorkerProcess[] {
    return [this.#watch, this.#history].filter((service) => service !== null);
  }

  /** Checked again after each wait, because the pit may have been stopped meanwhile. */
  get #isStarting(): boolean {
    return this.#phase === 'starting';
  }

  /**
   * @param session session to continue; absent: a new one
   * @param ports ports to listen on; absent: those of the options
   */
  async start(session?: PitSession, ports: PitPorts = this.#options.ports): Promise<Outcome> {
    if (this.#phase !== 'stopped') return { ok: false, reason: `The pit is already ${this.#phase}.` };
    this.#botWatch = new BotWatch(this.#crew.states);
    this.#enter('starting');
    this.#ports = ports;
    this.#opening = this.#open(session);
    const outcome = await this.#opening;
    if (!outcome.ok && this.#isStarting) await this.#close(outcome.reason);
    return outcome;
  }

  /** Resolves when every process has ended. */
  async stop(): Promise<Outcome> {
    if (this.#phase === 'stopping') await this.#closing;
    else if (this.#phase !== 'stopped') await this.#close();
    return { ok: true };
  }

  /** Requests the counts of all processes except the bots. `onMetrics` receives them. */
  measure(): void {
    for (const process of this.#core) process.post({ type: 'measure' });
  }

  addBots(request: AddBots): Outcome {
    return this.#crew.add(request, this.#phase === 'running');
  }

  startBot(name: string): Outcome {
    if (this.#phase === 'running') return this.#crew.start(name);
    return { ok: false, reason: `The pit is ${this.#phase}; start it first.` };
  }

  stopBot(name: string): Promise<Outcome> {
    return this.#crew.stop(name);
  }

  async restartBot(name: string): Promise<Outcome> {
    if (this.#phase !== 'running') return this.startBot(name);
    const stopped = await this.#crew.stop(name);
    return stopped.ok ? this.startBot(name) : stopped;
  }

  /** Changes a bot's parameters. A bot that runs or is starting restarts with them. */
  async changeBot(name: string, params: ParamValues): Promise<Outcome> {
    const before = this.#crew.states.find((bot) => bot.name === name)?.phase;
    const changed = await this.#crew.change(name, params);
    const wasOn = before === 'running' || before === 'starting' || before === 'crashed';
    if (changed.ok && wasOn && this.#phase === 'running') return this.#crew.start(name);
    return changed;
  }

  removeBot(name: string): Promise<Outcome> {
    return this.#crew.remove(name);
  }

  freeName(strategy: string): string {
    return this.#crew.freeName(strategy);
  }

  /**
   * Asks the exchange to flush its files. Resolves at once if it does not run, and after FLUSH_TIMEOUT_MS at the
   * latest.
   */
  async flush(): Promise<void> {
    if (this.#exchange.state.phase !== 'running') return;
    await new Promise<void>((resolve) => {
      this.#flushed.push(this.#options.clock.after(FLUSH_TIMEOUT_MS, resolve), resolve);
      this.#exchange.post({ type: 'flush' });
    });
  }

  /** Opens the pit step by step. After each step it checks that the pit has not been stopped meanwhile. */
  async #open(session: PitSession | undefined): Promise<Outcome> {
    const steps = [
      () => this.#openSession(session),
      () => this.#exchange.start(),
      () => startOrGoWithout(this.#watch),
      () => this.#startRelay(),
    ];
    for (const step of steps) {
      const outcome = await step();
      if (!outcome.ok) return outcome;
      if (!this.#isStarting) return { ok: false, reason: 'The pit was stopped before it was open.' };
    }
    this.#enter('running');
    this.#crew.startAll();
    if (this.#room !== null) this.#timeline.begin(this.#room);
    return { ok: true };
  }

  /** Starts the relay and the history service. The pit does not wait for the latter: bots retry until it answers. */
  #startRelay(): Promise<Outcome> {
    void this.#history?.start();
    return this.#relay.start();
  }

  async #openSession(session: PitSession | undefined): Promise<Outcome> {
    try {
      this.#room = this.#options.room?.() ?? null;
      const opened = session ?? (await this.#options.openSession(this.#room));
      this.#earlier = this.#session;
      this.#session = opened;
      return { ok: true };
    } catch (error) {
      return { ok: false, reason: (error as Error).message };
    }
  }

  #close(reason?: string): Promise<void> {
    this.#enter('stopping', reason);
    this.#closing = this.#stopAll(reason);
    return this.#closing;
  }

  async #stopAll(reason: string | undefined): Promise<void> {
    this.#timeline.end();
    await this.#crew.stopAll();
    await this.#options.botLogs?.close();
    await this.#keepLatencies();
    await this.#watch?.stop();
    await this.#relay.stop();
    await this.#history?.stop();
    await this.#exchange.stop();
    await this.#opening;
    this.#releaseFlushes();
    if ((await this.#session?.removeIfUnused?.()) === true) this.#session = this.#earlier;
    this.#enter('stopped', reason);
  }

  async #keepLatencies(): Promise<void> {
    const { keepLatencies } = this.#options;
    if (this.#session !== null) await keepLatencies?.(this.#session.folder, latenciesOf(this.#crew.states));
  }

  get #hands(): RoomHands {
    return {
      order: (order) => this.#exchange.post(order),
      stir: (event) => this.#crew.postToCrowds(event),
      takeAway: (ms, reason) => void this.flush().then(() => this.#exchange.interrupt(ms, reason)),
    };
  }

  #createExchange(): WorkerProcess {
    const environment = () => ({
      ...this.#options.environmentOf?.('exchange'),
      BOTPIT_HOUSE_TOKEN: this.#options.houseToken,
    });
    const args = () => exchangeArgs(this.#options.settings, this.#ports, this.#openedSession());
    const { portAdvice } = this.#options;
    const v8Options = EXCHANGE_V8_OPTIONS;
    return this.#createProcess({ name: 'exchange', args, environment, v8Options, portAdvice }, () =>
      this.#essentialChanged(),
    );
  }

  #createRelay(): WorkerProcess {
    const args = () => relayArgs(this.#options.settings, this.#ports, this.#history !== null);
    const { portAdvice } = this.#options;
    return this.#createProcess({ name: 'relay', args, portAdvice }, () => this.#essentialChanged());
  }

  #createWatch(): WorkerProcess {
    const args = () => watchArgs(this.#options.settings, this.#ports);
    return this.#createProcess({ name: 'watch', args }, () => this.#options.onChange());
  }

  #createHistory(): WorkerProcess {
    const args = () => historyArgs(this.#options.settings, this.#ports, this.#openedSession().folder);
    const portAdvice = () => this.#options.portAdvice('--history-port');
    return this.#createProcess({ name: 'history', args, portAdvice }, () => this.#options.onChange());
  }

  /** Sends the relay the address of the history service when both have opened, and again after a crash of either. */
  #opened(ports: Announcement['ports']): void {
    this.#ports = { ...this.#ports, ...ports };
    const { history = 0 } = this.#ports;
    if (this.#history === null || history === 0) return;
    this.#relay.post({ type: 'history', address: `http://${INNER_HOST}:${history}` });
    this.#postBots();
  }

  #openedSession(): PitSession {
    if (this.#session === null) throw new Error('a process was launched without a session');
    return this.#session;
  }

  #createProcess(
    spec: { readonly name: Measured } & Pick<WorkerSpec, 'args' | 'environment' | 'v8Options' | 'portAdvice'>,
    onChange: () => void,
  ): WorkerProcess {
    const { name } = spec;
    const { scripts, environmentOf, onMetrics } = this.#options;
    const environment = () => environmentOf?.(name) ?? {};
    return new WorkerProcess({ environment, ...spec, kind: name, script: scripts[name] }, this.#options, {
      onChange,
      onAnnouncement: (announcement) => {
        const { event, ports } = announcement;
        if (event === 'ready') this.#opened(ports);
        if (event === 'flushed') this.#releaseFlushes();
        if (event === 'metrics') onMetrics?.(name, announcement);
      },
    });
  }

  #createCrew(): BotCrew {
    const { roster, fileExists, onRoster, onBotLogLine } = this.#options;
    return new BotCrew({
      machine: this.#options,
      roster,
      fileExists,
      onChange: () => this.#botsChanged(),
      onRoster,
      onLogLine: onBotLogLine,
      onLine: (name, line) => this.#botWrote(name, line),
      specOf: (entry) => botSpec(entry, this.#options, { ports: () => this.#ports, room: () => this.#room }),
    });
  }

  #botsChanged(): void {
    if (this.#botWatch.note(this.#crew.states, this.#options.clock.now())) this.#postBots();
    this.#options.onChange();
  }

  #postBots(): void {
    this.#history?.post({ type: 'bots', events: this.#botWatch.events });
  }

  #botWrote(name: string, line: string): void {
    const { botLogs, onBotLine } = this.#options;
    onBotLine?.(name, line);
    if (this.#session !== null) botLogs?.write(this.#session.folder, name, line);
  }

  #essentialChanged(): void {
    this.#options.onChange();
    if (this.#phase !== 'running') return;
    const lost = [this.#exchange, this.#relay].find(({ state }) =>
      ['failed', 'stopped'].includes(state.phase),
    );
    if (lost === undefined) return;
    const { name, reason = 'It ended.' } = lost.state;
    void this.#close(`${name}: ${reason}`);
  }

  #relayUrl(): string {
    const { host, tls } = this.#options.settings;
    return socketUrl(host, this.#ports.relay, tls !== undefined);
  }

  #releaseFlushes(): void {
    for (const release of this.#flushed.splice(0)) release();
  }

  #enter(phase: PitPhase, reason?: string): void {
    this.#phase = phase;
    this.#reason = reason;
    this.#options.onChange();
  }
}

/** Starts a service. The pit also opens without it. */
async function startOrGoWithout(service: WorkerProcess | null): Promise<Outcome> {
  await service?.start();
  return { ok: true };
}
