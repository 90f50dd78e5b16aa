// Code that all commands share: a log that does not write to stdout, and errors without a stack.

const PARENT_CHECK_MS = 500;

export function logToStderr(line: string) {
  process.stderr.write(`${line}\n`);
}

/** Runs a command's main function. An error that reaches it is for the user: its message is printed, with exit code 1. */
export async function runMain(main: () => Promise<void>) {
  try {
    await main();
  } catch (error) {
    logToStderr(messageOf(error));
    process.exitCode = 1;
  }
}

/** @returns the message for the user, with its cause if there is one */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

/**
 * Stops the worker when npm has ended. npm runs a script through a shell, and a signal to npm alone ends that shell,
 * but not what it started. A missing parent therefore counts as a request to stop, so that ending `npm run exchange`
 * leaves no exchange behind.
 */
export function stopWithNpm() {
  if (process.env['npm_lifecycle_event'] === undefined || process.platform === 'win32') return;
  const shell = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, PARENT_CHECK_MS);
  timer.unref();
}
