/** The running app: one pit, one window that shows it, and the settings that outlast both. */
import { isAppCommand, type AppCommandId, type CommandId } from '../contract/commands.ts';
import { BUILT_INS } from '../contract/built-in-strategies.ts';
import { app, shell, type BrowserWindow } from 'electron';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AddBots, Outcome } from '../contract/pit-state.ts';
import {
  COMMAND_CHOSEN,
  EXPORT_CHANGED,
  LAB_CHANGED,
  PIT_CHANGED,
  PLAYBACK_CHANGED,
  SETTINGS_CHANGED,
  STRATEGY_CHOSEN,
} from '../preload/channels.ts';
import { appCommands, type AppCommands } from './app-commands.ts';
import { serveBridge } from './bridge-server.ts';
import { coalesce } from './coalesce.ts';
import { Dialogs } from './dialogs.ts';
import { readConfig } from './check-config.ts';
import { chooseConfig, useConfig } from './choose-config.ts';
import type { ExportContext } from './export-command.ts';
import { ExportRunner } from './export-runner.ts';
import { showMenu, updateMenu } from './menu.ts';
import { LabDesk } from './lab-desk.ts';
import { newStrategy } from './new-strategy/new-strategy.ts';
import type { OpenedFiles } from './opened-files.ts';
import type { Launcher } from '../runtime/launcher.ts';
import type { Paths } from '../pit/paths.ts';
import { newestSession, openSession, removeUnused } from '../pit/sessions.ts';
import { SessionOpener } from './session-opener.ts';
import { probeRelay } from './relay-probe.ts';
import { SettingsDesk } from './settings-desk.ts';
import { SettingsStore } from './settings-store.ts';
import { BotLogs } from '../pit/bot-logs.ts';
import { writeLatencies } from '../session/latency-file.ts';
import { systemClock } from '../pit/clock.ts';
import type { Room } from '../contract/room.ts';
import { Describer } from '../pit/describer.ts';
import { writeEventsFile } from '../pit/events-export.ts';
import { freshToken } from '../runtime/secrets.ts';
import { Pit } from '../pit/pit.ts';
import type { PitSession } from '../pit/pit-options.ts';
import { Playback } from '../pit/playback.ts';
import type { PitPorts, WorkerSettings } from '../pit/worker-args.ts';
import { unpackInThread } from '../session/journal/unpack-in-thread.ts';
import { focusWindow, openWindow } from './window.ts';

/** Shortest time between two updates of the page, however fast the workers log. */
const NEWS_INTERVAL_MS = 50;

export class AppController {
  readonly #paths: Paths;
  readonly #launcher: Launcher;
  readonly #store: SettingsStore;
  readonly #settings: SettingsDesk;
  readonly #dialogs = new Dialogs(() => this.#window);
  readonly #ports: PitPorts;
  readonly #pit: Pit;
  readonly #describer: Describer;
  readonly #playback: Playback;
  readonly #opener: SessionOpener;
  readonly #commands: AppCommands;
  readonly #lab: LabDesk;
  readonly #exports = new ExportRunner(() => this.#exportChanged());
  #window: BrowserWindow | null = null;
  #hasStopped = false;

  constructor(paths: Paths, ports: Partial<PitPorts>, launcher: Launcher) {
    this.#paths = paths;
    this.#launcher = launcher;
    const report = (problem: string) =>
      void this.#dialogs.problem('There is a problem with the settings.', problem);
    this.#store = new SettingsStore(app.getPath('userData'), report);
    this.#ports = { ...this.#store.current.ports, ...ports };
    this.#settings = new SettingsDesk({
      store: this.#store,
      ports: this.#ports,
      roomsDir: paths.rooms,
      onChange: (settings) => this.#send(SETTINGS_CHANGED, settings),
    });
    this.#pit = this.#createPit();
    this.#describer = this.#createDescriber();
    this.#playback = this.#createPlayback();
    this.#opener = new SessionOpener({
      pit: this.#pit,
      playback: this.#playback,
      dialogs: this.#dialogs,
      sessions: this.#sessions,
      unpack: (task) => unpackInThread(this.#paths.unpacking, task),
    });
    this.#lab = this.#createLab();
    this.#commands = this.#createCommands();
  }

  open(files: OpenedFiles): void {
    this.#serve();
    showMenu((id) => this.#chosen(id));
    updateMenu(this.#pit.state.phase);
    this.#openWindow();
    this.#whenShown(() => files.openWith((path) => this.#openFile(path)));
    app.on('activate', () => this.#showWindow());
    app.on('second-instance', () => this.#showWindow());
    app.on('before-quit', (event) => this.#beforeQuit(event));
    app.on('window-all-closed', () => {
      if (process.platform !== 'darwin') app.quit();
    });
  }

  /** Runs `then` once the window is visible, which an error dialog needs. A maximized window is visible at once. */
  #whenShown(then: () => void): void {
    if (this.#window?.isVisible() === true) then();
    else this.#window?.once('show', then);
  }

  #openFile(path: string): void {
    this.#showWindow();
    void this.#opener.openFileOrReport(path);
  }

  #createPit(): Pit {
    const sessionFolder = newestSession(this.#sessions);
    return new Pit({
      launcher: this.#launcher,
      clock: systemClock,
      scripts: this.#paths.scripts,
      ports: this.#ports,
      hasHistory: true,
      portAdvice: (flag) =>
        `end the program that holds it, start on free ports, or start the app with ${flag}=N`,
      roster: this.#store.current.roster,
      room: () => this.#settings.room,
      houseToken: freshToken(),
      ...(sessionFolder !== undefined && { sessionFolder }),
      settings: this.#workerSettings(),
      openSession: (room) => this.#openSession(room),
      botLogs: new BotLogs({ clock: systemClock, onProblem: (text) => console.error(text) }),
      keepLatencies: (session, bots) => writeLatencies(session, bots).catch(console.error),
      fileExists: existsSync,
      onChange: coalesce(systemClock, NEWS_INTERVAL_MS, () => this.#pitChanged()),
      onRoster: (roster) => this.#store.update({ roster: [...roster] }),
    });
  }

  #createDescriber(): Describer {
    return new Describer({
      launcher: this.#launcher,
      clock: systemClock,
      script: this.#paths.scripts.bot,
      settings: this.#workerSettings(),
      fileExists: existsSync,
    });
  }

  #createPlayback(): Playback {
    return new Playback({
      launcher: this.#launcher,
      clock: systemClock,
      script: this.#paths.scripts.play,
      settings: this.#workerSettings(),
      onChange: coalesce(systemClock, NEWS_INTERVAL_MS, () =>
        this.#send(PLAYBACK_CHANGED, this.#playback.state),
      ),
    });
  }

  #createLab(): LabDesk {
    return new LabDesk({
      launcher: this.#launcher,
      paths: this.#paths,
      folder: join(app.getPath('userData'), 'lab'),
      rooms: this.#settings.rooms.map(({ name }) => name),
      opener: this.#opener,
      openPath: (path) => shell.openPath(path),
      onChange: coalesce(systemClock, NEWS_INTERVAL_MS, () => this.#send(LAB_CHANGED, this.#lab.state)),
      onStrategy: (strategy) => this.#settings.remember(strategy),
    });
  }

  get #sessions(): string {
    return join(app.getPath('userData'), 'sessions');
  }

  #workerSettings(): WorkerSettings {
    return { host: '127.0.0.1', strategiesDir: this.#paths.strategies, logLevel: 'info' };
  }

  async #openSession(room: Room | null): Promise<PitSession> {
    const { configFile } = this.#store.current;
    const ofRoom = room?.instruments ?? [];
    const instruments = ofRoom.length > 0 ? ofRoom : readConfig(configFile).instruments;
    const folder = await openSession(this.#sessions, new Date());
    return {
      folder,
      removeIfUnused: () => removeUnused(folder),
      exchangeArgs: [
        ...(configFile === null ? [] : [`--config=${configFile}`]),
        `--instruments=${JSON.stringify(instruments)}`,
      ],
    };
  }

  #serve(): void {
    serveBridge({
      pit: () => this.#pit.state,
      start: () => this.#pit.start(),
      stop: () => this.#pit.stop(),
      addBots: (request) => this.#addBots(request),
      describeStrategy: (strategy) => this.#describer.describe(strategy),
      stopBot: (name) => this.#pit.stopBot(name),
      startBot: (name) => this.#pit.startBot(name),
      restartBot: (name) => this.#pit.restartBot(name),
      changeBot: (name, params) => this.#pit.changeBot(name, params),
      runCommand: (id) => this.#run(id),
      removeBot: (name) => this.#pit.removeBot(name),
      pickStrategy: () => this.#pickStrategy(),
      probeRelay: (url) => probeRelay(url),
      playback: () => this.#playback.state,
      openSession: () => this.#opener.choose(),
      openDropped: (path) => this.#opener.openDropped(path),
      rewind: () => this.#opener.rewind(),
      closePlayback: () => this.#playback.close(),
      controlPlayback: (control) => this.#playback.control(control),
      exporting: () => this.#exports.state,
      cancelExport: () => this.#exports.cancel(),
      ...this.#settings.calls,
      ...this.#lab.calls,
    });
  }

  /** Handles a choice in the menu. The page carries out its own commands, and shows why the others were refused. */
  #chosen(id: CommandId): void {
    this.#showWindow();
    if (isAppCommand(id)) void this.#runOrReport(id);
    else this.#send(COMMAND_CHOSEN, id);
  }

  async #run(id: AppCommandId): Promise<Outcome> {
    return (await this.#commands[id]()) ?? { ok: true };
  }

  async #runOrReport(id: AppCommandId): Promise<void> {
    const outcome = await this.#run(id);
    // The window shows why a start failed.
    if (outcome.ok || this.#pit.state.reason !== undefined) return;
    await this.#dialogs.problem('The command was refused.', outcome.reason);
  }

  #createCommands(): AppCommands {
    const keepConfig = (configFile: string | null) => this.#settings.keepConfig(configFile);
    return appCommands({
      pit: this.#pit,
      dialogs: this.#dialogs,
      opener: this.#opener,
      exports: this.#exportContext(),
      paths: this.#paths,
      sessions: this.#sessions,
      window: () => this.#window,
      newStrategy: () => this.#newStrategy(),
      newBot: () => this.#newBot(),
      chooseConfig: () => chooseConfig(this.#dialogs, keepConfig),
      clearConfig: () => useConfig(null, this.#dialogs, keepConfig),
    });
  }

  #exportContext(): ExportContext {
    return {
      pit: this.#pit,
      dialogs: this.#dialogs,
      runner: this.#exports,
      writeEvents: (session, file, watch, format) => {
        const script = this.#paths.scripts['export-events'];
        return writeEventsFile({ launcher: this.#launcher, script, session, file, format, ...watch });
      },
      startFolder: app.getPath('documents'),
    };
  }

  #exportChanged(): void {
    const { state } = this.#exports;
    const NO_BAR = -1;
    this.#window?.setProgressBar(state?.share ?? NO_BAR);
    this.#send(EXPORT_CHANGED, state);
  }

  #openWindow(): void {
    const window = openWindow({
      preload: this.#paths.preload,
      icon: this.#paths.icon,
      place: this.#store.current.window,
      onPlace: (place) => this.#store.update({ window: place }),
      onCrash: (reason) => void this.#dialogs.crashed(reason),
    });
    window.on('closed', () => (this.#window = null));
    this.#window = window;
  }

  #showWindow(): void {
    if (this.#window === null) this.#openWindow();
    else focusWindow(this.#window);
  }

  /** Delays the app's end until its pit and an export have ended: no process, open port or unfinished file remains. */
  #beforeQuit(event: Electron.Event): void {
    if (this.#hasStopped) return;
    event.preventDefault();
    this.#describer.close();
    this.#lab.close();
    const stopped = Promise.allSettled([this.#exports.close(), this.#pit.stop(), this.#playback.close()]);
    void stopped.finally(() => {
      this.#opener.close();
      this.#hasStopped = true;
      app.quit();
    });
  }

  #pitChanged(): void {
    const { state } = this.#pit;
    updateMenu(state.phase);
    this.#send(PIT_CHANGED, state);
  }

  #send(channel: string, news: unknown): void {
    this.#window?.webContents.send(channel, news);
  }

  #addBots(request: AddBots): Outcome {
    const outcome = this.#pit.addBots(request);
    if (outcome.ok && !BUILT_INS.includes(request.strategy)) this.#settings.remember(request.strategy);
    return outcome;
  }

  #pickStrategy(): Promise<string | null> {
    return this.#dialogs.strategyFile(this.#settings.newestStrategyFolder ?? this.#paths.strategies);
  }

  async #newBot(): Promise<void> {
    const strategy = await this.#pickStrategy();
    if (strategy === null) return;
    const outcome = this.#addBots({ strategy, name: this.#pit.freeName(strategy), count: 1, params: {} });
    if (!outcome.ok) await this.#dialogs.problem('The bot cannot be added.', outcome.reason);
  }

  #newStrategy(): Promise<void> {
    return newStrategy({
      dialogs: this.#dialogs,
      startFolder: this.#settings.newestStrategyFolder ?? app.getPath('documents'),
      select: (path) => {
        this.#settings.remember(path);
        this.#send(STRATEGY_CHOSEN, path);
      },
      edit: (path) => shell.openPath(path),
    });
  }
}
