/** The app's command line. Chromium's own switches may appear between its arguments. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { DEFAULT_PORTS } from '../contract/protocol.ts';
import { isSessionFile } from './session-file-name.ts';
import type { PitPorts } from '../pit/worker-args.ts';

export interface AppArguments {
  /** Folder of the app's user data. Null: the system's default folder for this app. */
  readonly userDataDir: string | null;
  /** Ports that the command line names. The others are missing. */
  readonly ports: Partial<PitPorts>;
  /** Absolute path of a session to open. Null: none. */
  readonly sessionFile: string | null;
}

const portSchema = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.int().max(65_535));
const portFlags = Object.keys(DEFAULT_PORTS) as readonly (keyof PitPorts)[];

/** @throws Error with a message for the user when a value is invalid */
export function readAppArguments(argv: readonly string[]): AppArguments {
  const userDataDir = valueOf(argv, 'user-data-dir');
  const ports = portFlags.flatMap((name) => {
    const text = valueOf(argv, `${name}-port`);
    return text === null ? [] : [[name, portOf(`--${name}-port`, text)] as const];
  });
  return {
    userDataDir: userDataDir === null ? null : resolve(userDataDir),
    ports: Object.fromEntries(ports),
    sessionFile: sessionFileIn(argv),
  };
}

/** Switches that Chromium reads before the app runs. The headless pit ignores them. */
const CHROMIUM_SWITCH = /^--(no-sandbox|disable-gpu|(ozone-platform|user-data-dir|enable-logging)(=.*)?)$/;

/**
 * The options of `npm run host`, when the command line starts the installed app as a headless pit.
 * @param given arguments after the program's name
 * @returns null when the app opens its window
 */
export function headlessArguments(given: readonly string[]): readonly string[] | null {
  const others = given.filter((argument) => argument !== '--headless');
  if (others.length === given.length) return null;
  return others.filter((argument) => !CHROMIUM_SWITCH.test(argument));
}

/**
 * Path of the session file among the arguments. A desktop passes a path or a URL, and Chromium adds switches before it.
 */
function sessionFileIn(argv: readonly string[]): string | null {
  const named = argv.slice(1).find((argument) => !argument.startsWith('-') && isSessionFile(argument));
  return named === undefined ? null : resolve(pathOf(named));
}

function pathOf(named: string): string {
  if (!named.startsWith('file:')) return named;
  try {
    return fileURLToPath(named);
  } catch {
    return named; // a file of another machine: the attempt to open it reports that it does not exist
  }
}

function valueOf(argv: readonly string[], name: string): string | null {
  const prefix = `--${name}=`;
  return argv.findLast((argument) => argument.startsWith(prefix))?.slice(prefix.length) ?? null;
}

function portOf(flag: string, text: string): number {
  const port = portSchema.safeParse(text);
  if (port.success) return port.data;
  throw new Error(`${flag} must be a whole number from 0 to 65535; got '${text}'.`);
}
