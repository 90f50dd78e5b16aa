/** What the app may be told on its command line, between Chromium's own switches. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { DEFAULT_PORTS } from '../contract/protocol.ts';
import { isSessionFile } from './session-file-name.ts';
import type { PitPorts } from '../pit/worker-args.ts';

export interface AppArguments {
  /** Null: the system's place for this app. */
  readonly userDataDir: string | null;
  /** Only what was given. */
  readonly ports: Partial<PitPorts>;
  /** Absolute path of a session to open; null: none. */
  readonly sessionFile: string | null;
}

const portSchema = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.int().max(65_535));
const portFlags = Object.keys(DEFAULT_PORTS) as readonly (keyof PitPorts)[];

/** @throws Error with words for the user, when a value does not fit. */
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

/** Read by Chromium before the app hears of them; to the pit without a window they mean nothing. */
const CHROMIUM_SWITCH = /^--(no-sandbox|disable-gpu|(ozone-platform|user-data-dir|enable-logging)(=.*)?)$/;

/**
 * What a pit without a window is told, when the installed app is to be one: the options of `npm run host`.
 * @param given what follows the program's own name
 * @returns null: the app is to open its window
 */
export function headlessArguments(given: readonly string[]): readonly string[] | null {
  const others = given.filter((argument) => argument !== '--headless');
  if (others.length === given.length) return null;
  return others.filter((argument) => !CHROMIUM_SWITCH.test(argument));
}

/** Desktops name a file by its path or by its address. Chromium puts switches of its own between. */
function sessionFileIn(argv: readonly string[]): string | null {
  const named = argv.slice(1).find((argument) => !argument.startsWith('-') && isSessionFile(argument));
  return named === undefined ? null : resolve(pathOf(named));
}

function pathOf(named: string): string {
  if (!named.startsWith('file:')) return named;
  try {
    return fileURLToPath(named);
  } catch {
    return named; // of another machine: it will be said that there is no such file
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
