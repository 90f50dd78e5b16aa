// Shared by all commands: a log that does not write to stdout, and errors without a stack.

const PARENT_CHECK_MS = 500;

export function logToStderr(line: string) {
  process.stderr.write(`${line}\n`);
}

/**
 * Runs a command's main function; an error that reaches it is for the user: its message, and exit code 1.
 */
export async function runMain(main: () => Promise<void>) {
  try {
    await main();
  } catch (error) {
    logToStderr(messageOf(error));
    process.exitCode = 1;
  }
}

/** @returns the message for the user, with its cause where there is one */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

/**
 * npm runs a script through a shell, and a signal to npm alone ends that shell but not what it started. So that
 * ending `npm run exchange` leaves no exchange behind, a parent that has gone counts as a request to stop.
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
