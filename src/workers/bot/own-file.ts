/** Determines the role of this process from its command line and environment alone. */
import { isStrategyFile } from '../../contract/built-in-strategies.ts';

const CLASS = /:[A-Za-z_$][\w$]*$/;
/** Options with which the bot only prints and ends. */
const WITHOUT_RUN = new Set(['--describe', '--help', '-h']);

/**
 * True when the bot runs a file, which its author may save while it runs. Names of built-in strategies have no
 * extension.
 */
export function namesOwnFile(args: readonly string[]): boolean {
  if (args.some((arg) => WITHOUT_RUN.has(arg))) return false;
  return args.some((arg) => !arg.startsWith('-') && isStrategyFile(arg.replace(CLASS, '')));
}

/** True for a process that runs one version of a strategy. Its parent starts the next one. */
export function isVersion({ BOTPIT_VERSION }: NodeJS.ProcessEnv): boolean {
  return BOTPIT_VERSION === 'first' || BOTPIT_VERSION === 'next';
}
