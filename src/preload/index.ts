/** Gives the page its bridge. It runs in the sandbox and exposes nothing of Electron or Node. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { LabState } from '../contract/lab.ts';
import type {
  ExportState,
  Outcome,
  PitState,
  PlaybackState,
  Settings,
  StrategyDescription,
} from '../contract/pit-state.ts';
import type { Bridge } from './bridge.ts';
import {
  callChannel,
  COMMAND_CHOSEN,
  EXPORT_CHANGED,
  LAB_CHANGED,
  PIT_CHANGED,
  PLAYBACK_CHANGED,
  SETTINGS_CHANGED,
  STRATEGY_CHOSEN,
  type Call,
} from './channels.ts';

const bridge: Bridge = {
  platform: process.platform,
  pit: () => ask<PitState>('pit'),
  settings: () => ask<Settings>('settings'),
  start: () => ask<Outcome>('start'),
  stop: () => ask<Outcome>('stop'),
  addBots: (request) => ask<Outcome>('addBots', request),
  describeStrategy: (strategy) => ask<StrategyDescription>('describeStrategy', strategy),
  stopBot: (name) => ask<Outcome>('stopBot', name),
  startBot: (name) => ask<Outcome>('startBot', name),
  restartBot: (name) => ask<Outcome>('restartBot', name),
  changeBot: (name, params) => ask<Outcome>('changeBot', name, params),
  runCommand: (command) => ask<Outcome>('runCommand', command),
  removeBot: (name) => ask<Outcome>('removeBot', name),
  pickStrategy: () => ask<string | null>('pickStrategy'),
  pathOf: (file) => webUtils.getPathForFile(file),
  setRoom: (room) => ask<Outcome>('setRoom', room),
  setRemoteRelay: (url) => ask<Outcome>('setRemoteRelay', url),
  probeRelay: (url) => ask<Outcome>('probeRelay', url),
  playback: () => ask<PlaybackState | null>('playback'),
  openSession: () => ask<Outcome>('openSession'),
  openDropped: (path) => ask<Outcome>('openDropped', path),
  rewind: () => ask<Outcome>('rewind'),
  closePlayback: () => ask<Outcome>('closePlayback'),
  controlPlayback: (control) => ask<Outcome>('controlPlayback', control),
  exporting: () => ask<ExportState | null>('exporting'),
  cancelExport: () => ask<Outcome>('cancelExport'),
  lab: () => ask<LabState>('lab'),
  startLab: (request) => ask<Outcome>('startLab', request),
  cancelLab: () => ask<Outcome>('cancelLab'),
  openLabRun: (run) => ask<Outcome>('openLabRun', run),
  openLabReport: (room) => ask<Outcome>('openLabReport', room),
  onLab: (listener) => subscribe(LAB_CHANGED, listener),
  onExporting: (listener) => subscribe(EXPORT_CHANGED, listener),
  onPlayback: (listener) => subscribe(PLAYBACK_CHANGED, listener),
  onPit: (listener) => subscribe(PIT_CHANGED, listener),
  onStrategy: (listener) => subscribe(STRATEGY_CHOSEN, listener),
  onCommand: (listener) => subscribe(COMMAND_CHOSEN, listener),
  onSettings: (listener) => subscribe(SETTINGS_CHANGED, listener),
};

contextBridge.exposeInMainWorld('botpit', bridge);

async function ask<Answer>(call: Call, ...args: readonly unknown[]): Promise<Answer> {
  return (await ipcRenderer.invoke(callChannel(call), ...args)) as Answer;
}

function subscribe(channel: string, listener: (news: never) => void): void {
  ipcRenderer.on(channel, (_event, news) => listener(news as never));
}
