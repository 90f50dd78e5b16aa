/**
 * The requests of the window to the main process, and the reports back: `window.botpit`.
 * The pit itself is not reachable from here. Market data comes from the relay, by WebSocket.
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
  /** The parameters of a strategy. A newer request cancels this one. */
  describeStrategy(strategy: string): Promise<StrategyDescription>;
  /** Stop a bot and keep it in the list. */
  stopBot(name: string): Promise<Outcome>;
  startBot(name: string): Promise<Outcome>;
  /** Stop a bot and start it again with the current content of its file. */
  restartBot(name: string): Promise<Outcome>;
  /** Give a bot other parameters. A running one is stopped and started again. */
  changeBot(name: string, params: ParamValues): Promise<Outcome>;
  /** Stop a bot and remove it from the list. */
  removeBot(name: string): Promise<Outcome>;
  /** Run a command of the menu. Its dialogs report its result. */
  runCommand(command: AppCommandId): Promise<Outcome>;
  /** Opens a file dialog. Null: dismissed. */
  pickStrategy(): Promise<string | null>;
  /** The path of a file that was dropped on the window; empty if it is not a file on disk. */
  pathOf(file: File): string;
  /** The room of the next start; null: none. */
  setRoom(room: string | null): Promise<Outcome>;
  /** Stored in the settings. Null selects the pit's own relay. */
  setRemoteRelay(url: string | null): Promise<Outcome>;
  /** Try a relay's address without connecting the monitor to it. */
  probeRelay(url: string): Promise<Outcome>;
  /** Null: no recorded session is open. */
  playback(): Promise<PlaybackState | null>;
  /** Opens a folder dialog. Dismissed is ok. */
  openSession(): Promise<Outcome>;
  /** A dropped session: its folder or its file. */
  openDropped(path: string): Promise<Outcome>;
  /** Play the running session from half a minute ago. */
  rewind(): Promise<Outcome>;
  closePlayback(): Promise<Outcome>;
  controlPlayback(control: PlaybackControl): Promise<Outcome>;
  /** Null: no export is running. */
  exporting(): Promise<ExportState | null>;
  cancelExport(): Promise<Outcome>;
  lab(): Promise<LabState>;
  /** One lab runs at a time. */
  startLab(request: LabRequest): Promise<Outcome>;
  /** The lab reports what there is; a run that runs again is not opened. */
  cancelLab(): Promise<Outcome>;
  /** Play a run of the newest report. One that was not saved runs again first. */
  openLabRun(run: LabRunName): Promise<Outcome>;
  /** Open the page of the newest report. @param room empty: without rooms */
  openLabReport(room: string): Promise<Outcome>;
  onLab(listener: (state: LabState) => void): void;
  onExporting(listener: (state: ExportState | null) => void): void;
  onPlayback(listener: (state: PlaybackState | null) => void): void;
  onPit(listener: (state: PitState) => void): void;
  /** Select this strategy's file in the form that adds bots. */
  onStrategy(listener: (path: string) => void): void;
  /** Run this command of the page, which the user chose in the menu. */
  onCommand(listener: (command: CommandId) => void): void;
  onSettings(listener: (settings: Settings) => void): void;
}

declare global {
  interface Window {
    readonly botpit: Bridge;
  }
}
