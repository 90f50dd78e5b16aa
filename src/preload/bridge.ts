/**
 * All that the window may ask of the main process, and all that main reports to it: `window.botpit`.
 * The pit itself is not reachable from here. Market data comes from the relay, by WebSocket.
 */
import type {
  PitState,
  Settings,
  AddBots,
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
  /** Which parameters a strategy has. Only the newest question is answered well. */
  describeStrategy(strategy: string): Promise<StrategyDescription>;
  /** Stop a bot and keep it in the list. */
  stopBot(name: string): Promise<Outcome>;
  startBot(name: string): Promise<Outcome>;
  /** Stop a bot and start it, with its file as it is by then. */
  restartBot(name: string): Promise<Outcome>;
  /** Stop a bot and take it off the list. */
  removeBot(name: string): Promise<Outcome>;
  /** Opens a file dialog. Null: dismissed. */
  pickStrategy(): Promise<string | null>;
  /** Where a file that was dropped on the window is; empty for what is no file of the disk. */
  pathOf(file: File): string;
  /** Remembered between runs. Null goes back to the pit's own relay. */
  setRemoteRelay(url: string | null): Promise<Outcome>;
  /** Try a relay's address without following it. */
  probeRelay(url: string): Promise<Outcome>;
  /** Null: no recorded session is open. */
  playback(): Promise<PlaybackState | null>;
  /** Opens a folder dialog. Dismissed is ok. */
  openSession(): Promise<Outcome>;
  /** What was dropped on the window and is no strategy: a session's folder, or a file of one. */
  openDropped(path: string): Promise<Outcome>;
  /** Open the running session's own record, half a minute ago. */
  rewind(): Promise<Outcome>;
  closePlayback(): Promise<Outcome>;
  controlPlayback(control: PlaybackControl): Promise<Outcome>;
  /** Null: none is under way. */
  exporting(): Promise<ExportState | null>;
  cancelExport(): Promise<Outcome>;
  onExporting(listener: (state: ExportState | null) => void): void;
  onPlayback(listener: (state: PlaybackState | null) => void): void;
  onPit(listener: (state: PitState) => void): void;
  /** A strategy's file is to be selected where bots are added. */
  onStrategy(listener: (path: string) => void): void;
  /** The panels are to be laid out as they were at first. */
  onResetLayout(listener: () => void): void;
  onSettings(listener: (settings: Settings) => void): void;
}

declare global {
  interface Window {
    readonly botpit: Bridge;
  }
}
