/**
 * Starts workers as children of plain Node, with a channel between parent and worker. When the parent ends for any
 * reason, the channel closes and the worker stops.
 */
import { fork } from 'node:child_process';
import { formatFatalLine } from '../contract/log-line.ts';
import type { Exit, Launch, LaunchedProcess, LaunchListener } from '../runtime/launcher.ts';
import { splitLines } from './line-splitter.ts';
import { drained } from './drained.ts';

export function launchWithNode(launch: Launch, listener: LaunchListener): LaunchedProcess {
  const child = fork(launch.script, launch.args, {
    env: { ...process.env, ...launch.environment },
    ...(launch.v8Options && { execArgv: [...process.execArgv, ...launch.v8Options] }),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced', // a strategy's state travels as bytes
    // The terminal's Ctrl+C must not reach the workers, because the supervisor stops them cleanly.
    detached: process.platform !== 'win32',
  });
  let gone = false;
  const end = (exit: Exit): void => {
    if (gone) return;
    gone = true;
    void drained([child.stdout, child.stderr]).then(() => listener.onExit(exit));
  };
  if (child.stdout !== null) splitLines(child.stdout, (line) => listener.onStdoutLine(line));
  if (child.stderr !== null) splitLines(child.stderr, (line) => listener.onStderrLine(line));
  child.on('spawn', () => listener.onSpawn(child.pid ?? 0));
  child.on('message', (message) => listener.onMessage?.(message));
  child.on('exit', (code, signal) => end({ code, signal }));
  child.on('error', (error) => {
    listener.onStderrLine(formatFatalLine(error.message));
    if (child.pid === undefined) end({ code: 2, signal: null, launchError: error.message });
  });
  return {
    post: (message) => {
      // A worker that is ending loses the message. `exit` reports its end.
      if (child.connected) child.send(message as object, () => {});
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
