/**
 * Requests of the window to the main process, and reports back: `window.botpit`. The page cannot reach the pit itself
 * from here. Market data comes from the relay, by WebSocket.
 */
import type { LabRequest, LabRunName, LabState } from '../contract/lab.ts';
import type { AppCommandId, CommandId } from '../contract/commands.ts';
import type {
  PitState,
  Settings,
  AddBots,
  ParamValues,
  PlaybackState,
  PlaybackControl,
  ExportState,
  Outcome,
  StrategyDescription,
} from '../contract/pit-state.ts';

export interface Bridge {
  readonly platform: string;
  pit(): Promise<PitState>;
  settings(): Promise<Settings>;
  start(): Promise<Outcome>;
  stop(): Promise<Outcome>;
  addBots(request: AddBots): Promise<Outcome>;
  /** Reads the parameters of a strategy. A newer request cancels this one. */
  describeStrategy(strategy: string): Promise<StrategyDescription>;
  /** Stops a bot and keeps it in the list. */
  stopBot(name: string): Promise<Outcome>;
  startBot(name: string): Promise<Outcome>;
  /** Stops a bot and starts it again with the current content of its file. */
  restartBot(name: string): Promise<Outcome>;
  /** Gives a bot other parameters. A running bot is restarted. */
  changeBot(name: string, params: ParamValues): Promise<Outcome>;
  /** Stops a bot and removes it from the list. */
  removeBot(name: string): Promise<Outcome>;
  /** Runs a command of the menu. Its dialogs report the result. */
  runCommand(command: AppCommandId): Promise<Outcome>;
  /** Opens a file dialog. Null: the user dismissed it. */
  pickStrategy(): Promise<string | null>;
  /** Path of a file that was dropped on the window. Empty: it is not a file on disk. */
  pathOf(file: File): string;
  /** Sets the room of the next start. Null: none. */
  setRoom(room: string | null): Promise<Outcome>;
  /** Saves the relay to follow in the settings. Null: the pit's own relay. */
  setRemoteRelay(url: string | null): Promise<Outcome>;
  /** Tries a relay's address without connecting the monitor to it. */
  probeRelay(url: string): Promise<Outcome>;
  /** State of playback. Null: no recorded session is open. */
  playback(): Promise<PlaybackState | null>;
  /** Opens a folder dialog. The outcome is ok when the user dismisses it. */
  openSession(): Promise<Outcome>;
  /** Opens a dropped session: its folder or its file. */
  openDropped(path: string): Promise<Outcome>;
  /** Plays the running session from half a minute ago. */
  rewind(): Promise<Outcome>;
  closePlayback(): Promise<Outcome>;
  controlPlayback(control: PlaybackControl): Promise<Outcome>;
  /** The running export. Null: none. */
  exporting(): Promise<ExportState | null>;
  cancelExport(): Promise<Outcome>;
  lab(): Promise<LabState>;
  /** Starts a lab. Only one runs at a time. */
  startLab(request: LabRequest): Promise<Outcome>;
  /** Stops the lab, which then reports the runs that it has. A run that is being repeated is not opened. */
  cancelLab(): Promise<Outcome>;
  /** Plays a run of the newest report. A run that was not saved is repeated first. */
  openLabRun(run: LabRunName): Promise<Outcome>;
  /** Opens the page of the newest report. @param room name of the room; empty: without rooms */
  openLabReport(room: string): Promise<Outcome>;
  onLab(listener: (state: LabState) => void): void;
  onExporting(listener: (state: ExportState | null) => void): void;
  onPlayback(listener: (state: PlaybackState | null) => void): void;
  onPit(listener: (state: PitState) => void): void;
  /** Called when this strategy's file is to be selected in the form that adds bots. */
  onStrategy(listener: (path: string) => void): void;
  /** Called when the user has chosen this command of the page in the menu. */
  onCommand(listener: (command: CommandId) => void): void;
  onSettings(listener: (settings: Settings) => void): void;
}

declare global {
  interface Window {
    readonly botpit: Bridge;
  }
}
