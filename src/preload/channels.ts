/** The names under which the window and the main process speak. Nothing else is listened to on either side. */
import type { Bridge } from './bridge.ts';

/** Questions and orders: the window asks, the main process answers. */
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
  'removeBot',
  'pickStrategy',
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
] as const satisfies readonly (keyof Bridge)[];

export type Call = (typeof CALLS)[number];

export const callChannel = (call: Call): string => `botpit:${call}`;

/** News: the main process tells the window. */
export const PIT_CHANGED = 'botpit:pit-changed';
/** A strategy's file, to be selected where bots are added. */
export const STRATEGY_CHOSEN = 'botpit:strategy-chosen';
/** The panels are to be laid out as they were at first. */
export const LAYOUT_RESET = 'botpit:layout-reset';
/** A recorded session was opened, moved or closed. */
export const PLAYBACK_CHANGED = 'botpit:playback-changed';
/** An export began, went on or ended. */
export const EXPORT_CHANGED = 'botpit:export-changed';
export const SETTINGS_CHANGED = 'botpit:settings-changed';
