import { describe, expect, test } from 'vitest';
import type { Outcome, PitState, Settings } from '../../src/contract/pit-state.ts';
import type { Bridge } from '../../src/preload/bridge.ts';
import { createPitStore } from '../../src/renderer/pit/pit-store.ts';

const STOPPED: PitState = { phase: 'stopped', processes: [] };
const SETTINGS: Settings = {
  remoteRelayUrl: null,
  configFile: null,
  room: null,
  rooms: [],
  recentStrategies: [],
  ports: { orders: 9001, events: 9002, relay: 9010 },
};

class FakeBridge implements Bridge {
  readonly platform = 'linux';
  outcome: Outcome = { ok: true };
  readonly asked: unknown[] = [];
  tellPit: (state: PitState) => void = () => {};
  pit = () => Promise.resolve(STOPPED);
  settings = () => Promise.resolve(SETTINGS);
  start = () => this.#answer('start');
  stop = () => this.#answer('stop');
  addBots = (request: unknown) => this.#answer(request);
  describeStrategy = () => Promise.resolve({ ok: true as const, params: null });
  stopBot = (name: string) => this.#answer(`stop ${name}`);
  startBot = (name: string) => this.#answer(`start ${name}`);
  restartBot = (name: string) => this.#answer(`restart ${name}`);
  removeBot = (name: string) => this.#answer(`remove ${name}`);
  changeBot = (name: string) => this.#answer(`change ${name}`);
  runCommand = (command: string) => this.#answer(command);
  pickStrategy = () => Promise.resolve('/bots/grid.ts');
  setRoom = (room: string | null) => this.#answer(room);
  setRemoteRelay = (url: string | null) => this.#answer(url);
  probeRelay = (url: string) => this.#answer(url);
  playback = () => Promise.resolve(null);
  openSession = () => this.#answer('open');
  openDropped = (path: string) => this.#answer(`open ${path}`);
  rewind = () => this.#answer('rewind');
  closePlayback = () => this.#answer('close');
  controlPlayback = (control: unknown) => this.#answer(control);
  exporting = () => Promise.resolve(null);
  cancelExport = () => this.#answer('cancel export');
  lab = () => Promise.resolve({ phase: 'idle' } as const);
  startLab = (request: unknown) => this.#answer(request);
  cancelLab = () => this.#answer('cancel lab');
  openLabRun = (run: unknown) => this.#answer(run);
  openLabReport = (room: string) => this.#answer(`report ${room}`);
  onLab = () => {};
  onExporting = () => {};
  onPlayback = () => {};
  onPit = (listener: (state: PitState) => void) => {
    this.tellPit = listener;
  };
  pathOf = () => '/bots/dropped.ts';
  onSettings = () => {};
  onCommand = () => {};
  onStrategy = () => {};

  #answer(request: unknown): Promise<Outcome> {
    this.asked.push(request);
    return Promise.resolve(this.outcome);
  }
}

/** Let settled promises run their callbacks. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('pit store', () => {
  test('requests the state and listens for changes', async () => {
    const bridge = new FakeBridge();
    const store = createPitStore(bridge);
    await settled();
    expect(store.getState()).toMatchObject({ hasPit: true, state: STOPPED, settings: SETTINGS });
    bridge.tellPit({ phase: 'running', processes: [] });
    expect(store.getState().state?.phase).toBe('running');
  });

  test('a report that arrives while a request is pending is newer than its reply', async () => {
    const bridge = new FakeBridge();
    const store = createPitStore(bridge);
    bridge.tellPit({ phase: 'starting', processes: [] });
    await settled();
    expect(store.getState().state?.phase).toBe('starting');
  });

  test('a refusal is a problem with its reason, until the next success', async () => {
    const bridge = new FakeBridge();
    const { getState } = createPitStore(bridge);
    bridge.outcome = { ok: false, reason: 'port 9010 is taken' };
    expect(await getState().start()).toBe(false);
    expect(getState().problem).toEqual({ what: 'The pit did not start', reason: 'port 9010 is taken' });
    bridge.outcome = { ok: true };
    const request = { strategy: 'maker', name: 'm1', count: 2, params: { levels: 5 } };
    expect(await getState().addBots(request)).toBe(true);
    expect(getState().problem).toBeNull();
    expect(bridge.asked).toEqual(['start', request]);
  });

  test('a dismissed failure is gone until the next start', async () => {
    const bridge = new FakeBridge();
    const { getState } = createPitStore(bridge);
    bridge.outcome = { ok: false, reason: 'port 9010 is taken' };
    await getState().start();
    bridge.tellPit({ ...STOPPED, reason: 'port 9010 is taken' });
    getState().dismiss();
    expect(getState()).toMatchObject({ problem: null, isReasonRead: true });
    bridge.tellPit({ phase: 'starting', processes: [] });
    expect(getState().isReasonRead).toBe(false);
  });

  test('a failing main process is a problem, too', async () => {
    const bridge = new FakeBridge();
    bridge.stopBot = () => Promise.reject(new Error('the channel is closed'));
    const { getState } = createPitStore(bridge);
    expect(await getState().stopBot('m1')).toBe(false);
    expect(getState().problem).toEqual({ what: 'm1 did not stop', reason: 'the channel is closed' });
  });

  test('a failed description returns its reason to the caller', async () => {
    const bridge = new FakeBridge();
    const { getState } = createPitStore(bridge);
    expect(await getState().describeStrategy('maker')).toEqual({ ok: true, params: null });
    bridge.describeStrategy = () => Promise.reject(new Error('the channel is closed'));
    const refusal = { ok: false, reason: 'the channel is closed' };
    expect(await getState().describeStrategy('maker')).toEqual(refusal);
    expect(getState().problem).toBeNull();
  });

  test('a plain browser has no pit', async () => {
    const { getState } = createPitStore(null);
    expect(getState().hasPit).toBe(false);
    expect(await getState().pickStrategy()).toBeNull();
    expect(await getState().start()).toBe(false);
    expect(getState().problem?.reason).toBe('This window has no local pit');
  });
});
