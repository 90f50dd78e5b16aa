// The arguments of npm start: the window, the headless pit, or help for either.

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../lib/command-line.ts';

const APP_FLAGS = ['orders-port', 'events-port', 'relay-port', 'user-data-dir'];

export const START_HELP = `Builds what has changed and opens the pit in a window; without a display it opens the pit headless.

Usage: npm start -- [options] [FILE.botpit]

  --orders-port N      port of the order gateway; 0 takes a free one
  --events-port N      port of the exchange's event stream; 0 takes a free one
  --relay-port N       port of the relay; 0 takes a free one
  --user-data-dir DIR  where the window keeps its settings and sessions
  --headless           no window; its further options: npm start -- --headless --help
  --help               this text

FILE.botpit is a saved session: the window plays it.`;

export type StartPlan =
  | { run: 'help' }
  | { run: 'headless'; args: string[]; chosen: boolean }
  | { run: 'app'; args: string[] }
  | { run: 'refusal'; reason: string };

/**
 * @param args arguments after `npm start --`
 * @param folder folder of the user, because npm runs scripts in the project's folder
 * @returns the plan; the headless pit checks its own options
 */
export function startPlan(args: string[], hasDisplay: boolean, folder: string): StartPlan {
  const others = args.filter((argument) => argument !== '--headless');
  if (others.length < args.length) return { run: 'headless', args: others, chosen: true };
  if (args.includes('--help') || args.includes('-h')) return { run: 'help' };
  const file = args.find(isSessionFile);
  if (!hasDisplay && file !== undefined) return noDisplayFor(file);
  if (!hasDisplay) return { run: 'headless', args, chosen: false };
  return appPlan(args, folder);
}

function isSessionFile(argument: string) {
  return !argument.startsWith('-') && argument.toLowerCase().endsWith('.botpit');
}

function noDisplayFor(file: string): StartPlan {
  const elsewhere = `npm run play -- ${file} serves it to a monitor`;
  return { run: 'refusal', reason: `There is no display to play ${file} on. ${elsewhere}.` };
}

function refusal(reason: string): StartPlan {
  return { run: 'refusal', reason: `${reason}. See npm start -- --help.` };
}

function appPlan(args: string[], folder: string): StartPlan {
  const options = Object.fromEntries(APP_FLAGS.map((name) => [name, { type: 'string' } as const]));
  try {
    const { values, positionals } = parseArgs({ args, options, strict: true, allowPositionals: true });
    const [file, ...others] = positionals;
    const stranger = file === undefined || isSessionFile(file) ? others[0] : file;
    if (stranger !== undefined) return refusal(`'${stranger}' is unexpected: give one .botpit file, or none`);
    // Each flag is one word, because Chromium reads them first and knows no other notation.
    const flags = Object.entries(values).map(([name, value]) => `--${name}=${value}`);
    return { run: 'app', args: [...flags, ...(file === undefined ? [] : [resolve(folder, file)])] };
  } catch (error) {
    const [reason = ''] = messageOf(error).split(/\.\s|\n/);
    return refusal(reason.replace(/\.$/, ''));
  }
}
