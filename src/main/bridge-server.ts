/** Serves the page's calls and no others. */
import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { MONITOR_ORIGIN } from '../contract/protocol.ts';
import type { Bridge } from '../preload/bridge.ts';
import { callChannel, CALLS, type Call } from '../preload/channels.ts';
import { callArguments, type CallArguments } from './bridge-arguments.ts';

export type BridgeCalls = {
  readonly [Name in Call]: (
    ...args: CallArguments<Name>
  ) => Awaited<ReturnType<Bridge[Name]>> | ReturnType<Bridge[Name]>;
};

export function serveBridge(calls: BridgeCalls): void {
  for (const name of CALLS) serveCall(name, calls);
}

function serveCall(name: Call, calls: BridgeCalls): void {
  // The schema of the same name has checked the arguments of each call.
  const run = calls[name] as (...args: readonly unknown[]) => unknown;
  ipcMain.handle(callChannel(name), (event, ...args: unknown[]) => {
    if (!isMonitor(event)) throw new Error(`${name} was refused: only the monitor may call it.`);
    const given = callArguments[name].safeParse(args);
    if (!given.success) throw new Error(`${name} was refused: its arguments do not fit.`);
    return run(...given.data);
  });
}

/** True for the page itself. False for a frame in it, and for a page that replaced it. */
function isMonitor({ senderFrame }: IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.origin === MONITOR_ORIGIN;
}
