/** Messages between a process and the one that started it, under plain Node and as an Electron utility process alike. */

import process from 'node:process'; // the lab watches the global

interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: { readonly data: unknown }) => void): void;
}

/** Electron's utility processes get messages through `parentPort`, forked Node processes through `message`. */
export function listenToParent(listener: (message: unknown) => void): void {
  parentPort()?.on('message', ({ data }) => listener(data));
  process.on('message', listener);
}

/** Sends a message to the parent. Without a parent it is dropped. */
export function postToParent(message: object): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process has no origin
  parentPort()?.postMessage(message);
  process.send?.(message, undefined, undefined, () => {}); // a parent that has ended loses it
}

/** True for the message with which a parent asks for an orderly end. */
export function isStop(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'stop';
}

/** True when the process that started this one has a channel to it. */
export function hasChannel(): boolean {
  return process.send !== undefined || parentPort() !== undefined;
}

function parentPort(): ParentPort | undefined {
  return (process as { readonly parentPort?: ParentPort | null }).parentPort ?? undefined;
}
