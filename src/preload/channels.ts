/** Channels between the window and the main process. Neither side listens to any other channel. */
import type { Bridge } from './bridge.ts';

/** Requests: the window calls, the main process replies. */
export const CALLS = [
  'pit',
  'settings',
  'start',
  'stop',
  'addBots',
  'describeStrategy',
  'stopBot',
  'startBot',
  'restartBot',
  'changeBot',
  'runCommand',
  'removeBot',
  'pickStrategy',
  'setRoom',
  'setRemoteRelay',
  'probeRelay',
  'playback',
  'openSession',
  'openDropped',
  'rewind',
  'closePlayback',
  'controlPlayback',
  'exporting',
  'cancelExport',
  'lab',
  'startLab',
  'cancelLab',
  'openLabRun',
  'openLabReport',
] as const satisfies readonly (keyof Bridge)[];

export type Call = (typeof CALLS)[number];

export const callChannel = (call: Call): string => `botpit:${call}`;

/** Notifications from the main process to the window. */
export const PIT_CHANGED = 'botpit:pit-changed';
/** Selects this strategy's file in the form that adds bots. */
export const STRATEGY_CHOSEN = 'botpit:strategy-chosen';
/** Runs this command of the page. */
export const COMMAND_CHOSEN = 'botpit:command-chosen';
/** A recorded session was opened, moved or closed. */
export const PLAYBACK_CHANGED = 'botpit:playback-changed';
/** An export started, progressed or ended. */
export const EXPORT_CHANGED = 'botpit:export-changed';
/** The lab started, progressed, ended or failed. */
export const LAB_CHANGED = 'botpit:lab-changed';
export const SETTINGS_CHANGED = 'botpit:settings-changed';
