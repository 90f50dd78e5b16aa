/**
 * The frame in which every worker runs, under plain Node and as an Electron utility process alike.
 *
 * Standard output carries one line of JSON per announcement, first `{"event":"ready",…}`; standard error the log.
 * A parent also gets `{"event":"failed","code":…,"reason":…}` from a worker that fails.
 * SIGTERM, SIGINT, a `stop` message from the parent and the parent's end each stop the worker cleanly.
 */
import type { z } from 'zod';
import { formatFatalLine } from '../contract/log-line.ts';
import { EXIT_FAILED, EXIT_IN_ORDER, EXIT_SETUP } from './exit-codes.ts';
import { failureLine, SetupError, type Failure } from './failure.ts';
import { createLogger, type Logger, type LogLevel } from './log.ts';
import { hasChannel, isStop, listenToParent, postToParent } from './parent.ts';
import { outliveReaders } from './standard-streams.ts';
import { OptionError, readOptions, type Options, type Program } from './options.ts';

/** Longest time of an orderly stop. After it, the process ends at once. */
const STOP_TIMEOUT_MS = 20_000;

export interface WorkerFrame {
  readonly log: Logger;
  /** Announces something to the parent, as one line of JSON on standard output. */
  announce(message: { readonly event: string } & Readonly<Record<string, unknown>>): void;
  /** Sends a message to the parent's process. Without a parent it is dropped. */
  post(message: object): void;
  /** Registers a listener for every message of the parent except `stop`. */
  onMessage(listener: (message: unknown) => void): void;
  /**
   * Registers a handler that sees an uncaught exception before it ends the worker. True: it is handled, and the worker
   * continues.
   */
  onUncaught(judge: (error: unknown) => boolean): void;
  /** Resolves when the worker is to stop. It ends a start that may wait for ever. */
  readonly stopRequested: Promise<unknown>;
  /** Stops cleanly and ends with this exit code. The parent gets the reason of a failure. */
  stop(exitCode: number, reason?: string): void;
}

/** A started worker that can be stopped cleanly. */
export interface Running {
  /** @returns an exit code that replaces the requested one, or nothing */
  stop(): Promise<number | void> | number | void;
}

/** Runs a worker from the command line: reads its options, starts it, and stops it cleanly. */
export async function runWorker<Shape extends z.ZodRawShape>(
  program: Program<Shape>,
  start: (given: Options<Shape>, frame: WorkerFrame) => Promise<Running>,
  args: readonly string[] = process.argv.slice(2),
): Promise<void> {
  outliveReaders();
  try {
    const given = readOptions(program, args);
    if ('help' in given) {
      process.stdout.write(`${given.help}\n`);
      return;
    }
    const { logLevel } = given.options as { readonly logLevel?: LogLevel };
    await supervise(createLogger(logLevel ?? 'info'), (frame) => start(given, frame));
  } catch (error) {
    fail(error);
  }
}

async function supervise(log: Logger, start: (frame: WorkerFrame) => Promise<Running>): Promise<void> {
  const listeners: ((message: unknown) => void)[] = [];
  let isDealtWith: (error: unknown) => boolean = () => false;
  let requestStop: (exitCode: number) => void = () => {};
  const stopRequested = new Promise<number>((resolve) => (requestStop = resolve));
  const frame: WorkerFrame = {
    log,
    announce: (message) => void process.stdout.write(`${JSON.stringify(message)}\n`),
    post: postToParent,
    onMessage: (listener) => void listeners.push(listener),
    onUncaught: (judge) => void (isDealtWith = judge),
    stopRequested,
    stop: (exitCode, reason) => {
      if (reason !== undefined) reportFailure({ code: codeOf(exitCode), reason });
      requestStop(exitCode);
    },
  };
  listenToParent((message) => {
    if (isStop(message)) frame.stop(EXIT_IN_ORDER);
    else for (const listener of listeners) listener(message);
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => frame.stop(EXIT_IN_ORDER));
  process.on('disconnect', () => frame.stop(EXIT_IN_ORDER));
  // The parent may have ended while this process was loading its modules.
  if (process.send !== undefined && !process.connected) frame.stop(EXIT_IN_ORDER);
  process.on('uncaughtException', (error) => isDealtWith(error) || fail(error));
  const running = await start(frame);
  const exitCode = await stopRequested;
  setTimeout(() => process.exit(EXIT_FAILED), STOP_TIMEOUT_MS).unref();
  process.exit((await running.stop()) ?? exitCode);
}

function fail(error: unknown): void {
  const { message, stack } = error as Error;
  const isSetup = error instanceof OptionError || error instanceof SetupError;
  reportFailure(failureOf(error));
  process.stderr.write(`${isSetup ? formatFatalLine(message) : (stack ?? message)}\n`, () => {
    process.exit(isSetup ? EXIT_SETUP : EXIT_FAILED);
  });
}

function failureOf(error: unknown): Failure {
  if (error instanceof SetupError) return error.failure;
  const { name, message } = error as Error;
  if (error instanceof OptionError) return { code: 'SETUP', reason: message };
  return { code: 'CRASHED', reason: `${name}: ${message}` };
}

function codeOf(exitCode: number): Failure['code'] {
  return exitCode === EXIT_SETUP ? 'SETUP' : 'CRASHED';
}

/** Announces the failure to a parent. A person at a terminal reads standard error instead. */
function reportFailure(failure: Failure): void {
  if (hasParent()) process.stdout.write(failureLine(failure));
}

/** Evaluated before a bot removes the variable from its environment. */
const hasReader = process.env['BOTPIT_READER'] !== 'none';

/** True when a supervisor has launched this process and reads its announcements. */
export function hasParent(): boolean {
  return hasReader && hasChannel();
}
