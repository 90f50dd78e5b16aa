/**
 * State of the pit, as the main process reports it, and its commands. A plain browser has no pit, and `bridge` is null.
 */
import { createContext, useContext } from 'react';
import { createStore, useStore, type StoreApi } from 'zustand';
import type {
  AddBots,
  ExportState,
  Outcome,
  ParamValues,
  PitState,
  PlaybackControl,
  PlaybackState,
  Settings,
  StrategyDescription,
} from '../../contract/pit-state.ts';
import type { LabRequest, LabRunName, LabState } from '../../contract/lab.ts';
import type { AppCommandId } from '../../contract/commands.ts';
import type { Bridge } from '../../preload/bridge.ts';
import { keepUnchanged } from './same-processes.ts';

/** A failure for the user: the request, and the reason. */
export interface Problem {
  readonly what: string;
  readonly reason: string;
}

export interface Pit {
  /** State of the pit. Null before the main process has reported it. */
  readonly state: PitState | null;
  readonly settings: Settings | null;
  /** The open recorded session. Null: none. */
  readonly playback: PlaybackState | null;
  /** A long export in progress. Null: none. */
  readonly exporting: ExportState | null;
  readonly lab: LabState;
  readonly problem: Problem | null;
  /** True when the user has dismissed the reason of the last failed start. */
  readonly isReasonRead: boolean;
  readonly hasPit: boolean;
  readonly start: () => Promise<boolean>;
  readonly stop: () => Promise<boolean>;
  readonly addBots: (request: AddBots) => Promise<boolean>;
  readonly describeStrategy: (strategy: string) => Promise<StrategyDescription>;
  readonly stopBot: (name: string) => Promise<boolean>;
  readonly startBot: (name: string) => Promise<boolean>;
  readonly restartBot: (name: string) => Promise<boolean>;
  readonly changeBot: (name: string, params: ParamValues) => Promise<boolean>;
  readonly removeBot: (name: string) => Promise<boolean>;
  readonly runCommand: (command: AppCommandId) => Promise<boolean>;
  readonly pickStrategy: () => Promise<string | null>;
  /** Path of a dropped item. Empty: it is not a file on this machine. */
  readonly pathOf: (file: File) => string;
  readonly setRoom: (room: string | null) => Promise<boolean>;
  readonly setRemoteRelay: (url: string | null) => Promise<boolean>;
  /** Tries an address. A plain browser cannot find out and returns ok. */
  readonly probeRelay: (url: string) => Promise<Outcome>;
  readonly openSession: () => Promise<boolean>;
  /** Opens a session's folder, or a file of one. */
  readonly openDropped: (path: string) => Promise<boolean>;
  /** Opens a session of this pit. */
  readonly openRecorded: (folder: string) => Promise<boolean>;
  /** Opens the running session's own record. */
  readonly rewind: () => Promise<boolean>;
  readonly closePlayback: () => Promise<boolean>;
  readonly controlPlayback: (control: PlaybackControl) => Promise<boolean>;
  readonly cancelExport: () => Promise<boolean>;
  /** Starts a lab. Its own window shows why it was refused. */
  readonly startLab: (request: LabRequest) => Promise<Outcome>;
  readonly cancelLab: () => Promise<boolean>;
  readonly openLabRun: (run: LabRunName) => Promise<Outcome>;
  readonly openLabReport: (room: string) => Promise<Outcome>;
  readonly report: (problem: Problem | null) => void;
  /** Dismisses the failure on screen. */
  readonly dismiss: () => void;
}

/** State without a lab, also before the main process has reported one. */
const IDLE: LabState = { phase: 'idle' };

export type PitStore = StoreApi<Pit>;

export function createPitStore(bridge: Bridge | null): PitStore {
  const store = createStore<Pit>()((set) => {
    const ask = (what: string, request: (bridge: Bridge) => Promise<Outcome>): Promise<boolean> =>
      answerOf(bridge, request).then((outcome) => {
        set({ problem: outcome.ok ? null : { what, reason: outcome.reason } });
        return outcome.ok;
      });
    return {
      state: null,
      settings: null,
      playback: null,
      exporting: null,
      lab: IDLE,
      problem: null,
      isReasonRead: false,
      hasPit: bridge !== null,
      start: () => ask('The pit did not start', (pit) => pit.start()),
      stop: () => ask('The pit did not stop', (pit) => pit.stop()),
      addBots: (request) => ask(`${request.name} was not added`, (pit) => pit.addBots(request)),
      probeRelay: (url) =>
        bridge === null ? Promise.resolve({ ok: true }) : answerOf(bridge, (pit) => pit.probeRelay(url)),
      describeStrategy: (strategy) => answerOf(bridge, (pit) => pit.describeStrategy(strategy)),
      stopBot: (name) => ask(`${name} did not stop`, (pit) => pit.stopBot(name)),
      startBot: (name) => ask(`${name} did not start`, (pit) => pit.startBot(name)),
      restartBot: (name) => ask(`${name} was not restarted`, (pit) => pit.restartBot(name)),
      changeBot: (name, params) => ask(`${name} was not changed`, (pit) => pit.changeBot(name, params)),
      runCommand: (command) => ask('The command was refused', (pit) => pit.runCommand(command)),
      removeBot: (name) => ask(`${name} was not removed`, (pit) => pit.removeBot(name)),
      pickStrategy: () => bridge?.pickStrategy() ?? Promise.resolve(null),
      pathOf: (file) => bridge?.pathOf(file) ?? '',
      setRoom: (room) => ask('The room was not changed', (pit) => pit.setRoom(room)),
      setRemoteRelay: (url) => ask('The relay was not changed', (pit) => pit.setRemoteRelay(url)),
      openSession: () => ask('The session was not opened', (pit) => pit.openSession()),
      openDropped: (path) => ask('The dropped item was not opened', (pit) => pit.openDropped(path)),
      openRecorded: (folder) => ask('The session was not opened', (pit) => pit.openDropped(folder)),
      rewind: () => ask('The session cannot be rewound', (pit) => pit.rewind()),
      closePlayback: () => ask('The session was not closed', (pit) => pit.closePlayback()),
      // This is called many times per second, so other messages must stay on screen.
      controlPlayback: (control) =>
        answerOf(bridge, (pit) => pit.controlPlayback(control)).then((outcome) => {
          if (!outcome.ok) set({ problem: { what: 'The player did not respond', reason: outcome.reason } });
          return outcome.ok;
        }),
      cancelExport: () => ask('The export was not cancelled', (pit) => pit.cancelExport()),
      startLab: (request) => answerOf(bridge, (pit) => pit.startLab(request)),
      cancelLab: () => ask('The lab was not cancelled', (pit) => pit.cancelLab()),
      openLabRun: (run) => answerOf(bridge, (pit) => pit.openLabRun(run)),
      openLabReport: (room) => answerOf(bridge, (pit) => pit.openLabReport(room)),
      report: (problem) => set({ problem }),
      dismiss: () => set({ problem: null, isReasonRead: true }),
    };
  });
  if (bridge !== null) listen(bridge, store);
  return store;
}

type FailedOutcome = Extract<Outcome, { ok: false }>;

/** Requests the first state and receives later ones. A later one that overtakes the reply is newer and stays. */
function listen(bridge: Bridge, store: PitStore): void {
  bridge.onPit((reported) => {
    const state = keepUnchanged(store.getState().state, reported);
    store.setState(state.phase === 'stopped' ? { state } : { state, isReasonRead: false });
  });
  bridge.onPlayback((playback) => store.setState({ playback }));
  bridge.onExporting((exporting) => store.setState({ exporting }));
  bridge.onLab((lab) => store.setState({ lab }));
  bridge.onSettings((settings) => store.setState({ settings }));
  const first = async () => {
    const [state, settings, playback, exporting, lab] = await Promise.all([
      bridge.pit(),
      bridge.settings(),
      bridge.playback(),
      bridge.exporting(),
      bridge.lab(),
    ]);
    store.setState((pit) => ({
      state: pit.state ?? state,
      settings: pit.settings ?? settings,
      playback: pit.playback ?? playback,
      exporting: pit.exporting ?? exporting,
      lab: pit.lab === IDLE ? lab : pit.lab,
    }));
  };
  first().catch((error: unknown) => {
    store.setState({ problem: { what: 'The window cannot reach the pit', reason: messageOf(error) } });
  });
}

async function answerOf<Answer>(
  bridge: Bridge | null,
  request: (bridge: Bridge) => Promise<Answer>,
): Promise<Answer | FailedOutcome> {
  if (bridge === null) return { ok: false, reason: 'This window has no local pit' };
  try {
    return await request(bridge);
  } catch (error) {
    return { ok: false, reason: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export const PitContext = createContext<PitStore | null>(null);

export function usePitStore(): PitStore {
  const store = useContext(PitContext);
  if (store === null) throw new Error('a component that reads the pit is outside PitContext');
  return store;
}

export function usePit<Value>(select: (pit: Pit) => Value): Value {
  return useStore(usePitStore(), select);
}
