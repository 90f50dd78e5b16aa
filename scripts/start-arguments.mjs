// @ts-check
// What npm start is asked for: the window, the pit without it, or how to use either.

import { parseArgs } from 'node:util';
import { messageOf } from './command-line.mjs';

const APP_FLAGS = ['orders-port', 'events-port', 'relay-port', 'user-data-dir'];

export const START_HELP = `Builds what has changed and opens the pit in a window; without a display it opens the pit headless.

Usage: npm start -- [options]

  --orders-port N      port of the order gateway; 0 takes a free one
  --events-port N      port of the exchange's event stream; 0 takes a free one
  --relay-port N       port of the relay; 0 takes a free one
  --user-data-dir DIR  where the window keeps its settings and sessions
  --headless           no window; its further options: npm start -- --headless --help
  --help               this text`;

/**
 * @typedef {{ run: 'help' }
 *   | { run: 'headless', args: string[], chosen: boolean }
 *   | { run: 'app', args: string[] }
 *   | { run: 'refusal', reason: string }} StartPlan
 */

/**
 * @param {string[]} args as they follow `npm start --`
 * @param {boolean} hasDisplay
 * @returns {StartPlan} the headless pit checks its own options
 */
export function startPlan(args, hasDisplay) {
  const others = args.filter((argument) => argument !== '--headless');
  if (others.length < args.length) return { run: 'headless', args: others, chosen: true };
  if (args.includes('--help') || args.includes('-h')) return { run: 'help' };
  if (!hasDisplay) return { run: 'headless', args, chosen: false };
  return appPlan(args);
}

/** @param {string[]} args @returns {StartPlan} */
function appPlan(args) {
  const options = Object.fromEntries(
    APP_FLAGS.map((name) => [name, /** @type {const} */ ({ type: 'string' })]),
  );
  try {
    const { values } = parseArgs({ args, options, strict: true });
    // In one word each: Chromium, which reads them first, knows no other way.
    return { run: 'app', args: Object.entries(values).map(([name, value]) => `--${name}=${value}`) };
  } catch (error) {
    const [reason] = messageOf(error).split(/\.\s|\n/);
    return { run: 'refusal', reason: `${reason?.replace(/\.$/, '')}. See npm start -- --help.` };
  }
}
