/**
 * Parent of a bot's versions on a command line. They share its standard streams. It passes stop requests on, and ends
 * in the same way as the running version.
 */
import { fork } from 'node:child_process';
import { EXIT_FAILED } from '../../runtime/exit-codes.ts';
import type { Exit, Launcher } from '../../runtime/launcher.ts';
import { withVersions } from '../../runtime/versions.ts';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

export function runVersions(args: readonly string[]): void {
  const after = (delayMs: number, callback: () => void) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  };
  const hasReader = process.send !== undefined;
  const launch = {
    name: 'bot',
    script: process.argv[1] ?? '',
    args,
    environment: hasReader ? {} : ({ BOTPIT_READER: 'none' } as const),
  };
  const bot = withVersions(launchHere, after)(launch, {
    onSpawn: () => {},
    onStdoutLine: () => {},
    onStderrLine: () => {},
    onExit: endAs,
  });
  const stop = () => bot.post({ type: 'stop' });
  for (const signal of SIGNALS) process.on(signal, stop);
  process.on('message', (message) => bot.post(message));
  process.on('disconnect', stop);
  if (process.send !== undefined && !process.connected) stop();
}

/** A launcher of children that write to this process's own streams. */
const launchHere: Launcher = (launch, listener) => {
  const child = fork(launch.script, launch.args, {
    env: { ...process.env, ...launch.environment },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced', // a strategy's state travels as bytes
  });
  let gone = false;
  const end = (exit: Exit) => {
    if (!gone) listener.onExit(exit);
    gone = true;
  };
  child.on('spawn', () => listener.onSpawn(child.pid ?? 0));
  child.on('message', (message) => listener.onMessage?.(message));
  child.on('exit', (code, signal) => end({ code, signal }));
  child.on('error', (error) => {
    if (child.pid !== undefined) return;
    process.stderr.write(`error: ${error.message}\n`);
    end({ code: EXIT_FAILED, signal: null, launchError: error.message });
  });
  return {
    post: (message) => {
      if (child.connected) child.send(message as object, () => {});
    },
    kill: () => void child.kill('SIGKILL'),
  };
};

function endAs({ code, signal }: Exit): void {
  if (signal === null) process.exit(code ?? EXIT_FAILED);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
