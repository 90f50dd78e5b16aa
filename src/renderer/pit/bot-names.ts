/** Names of strategies and bots. */
import { BUILT_INS } from '../../contract/built-in-strategies.ts';
import type { ProcessState } from '../../contract/pit-state.ts';

export const NAME_LENGTH_MAX = 32;
/** Pattern of a valid account name, for an input's `pattern`. */
export const NAME_PATTERN = '[A-Za-z0-9_.\\-]{1,32}';

/** Pattern of a valid class name, for an input's `pattern`. */
export const CLASS_PATTERN = '[A-Za-z_$][A-Za-z0-9_$]*';

/** True for a strategy from a file of the user, not a built-in one. */
export function isFromFile(strategy: string): boolean {
  return !BUILT_INS.includes(strategy);
}

/** Splits a strategy: `grid.ts:Grid` is the class `Grid` of `grid.ts`. */
export function splitStrategy(strategy: string): { readonly path: string; readonly className: string } {
  const [, path = strategy, className = ''] = /^(.*\.[cm]?[jt]s):([^:/\\]+)$/.exec(strategy) ?? [];
  return { path, className };
}

interface Chosen {
  /** Name of a built-in strategy or path of a file, perhaps with a class. Empty: none. */
  readonly chosen: string;
  /** Class that the user typed. Null: the class in the list. */
  readonly typedClass: string | null;
}

/** `path:Class`. Empty: no strategy is chosen. */
export function strategyOf({ chosen, typedClass }: Chosen): string {
  const { path, className } = splitStrategy(chosen);
  return withClass(path, typedClass ?? className);
}

/** The path with its class. An empty class name means the only class of the file. */
export function withClass(path: string, className: string): string {
  return className === '' ? path : `${path}:${className}`;
}

/** Short name of a strategy: `grid.ts:Grid` for `/home/me/bots/grid.ts:Grid`. */
export function strategyLabel(strategy: string): string {
  return strategy.split(/[\\/]/).at(-1) ?? strategy;
}

/** Name for a new bot: that of the strategy, with the first free number. */
export function suggestName(strategy: string, processes: readonly ProcessState[]): string {
  const stem = strategyLabel(strategy).replace(/\.[cm]?[jt]s(?::.*)?$/, '');
  return firstFree(stem.replace(/[^A-Za-z0-9_.-]/g, '-') || 'bot', processes);
}

/** Name for another bot like this one: `grid-2` is followed by `grid-3`. */
export function nextName(name: string, processes: readonly ProcessState[]): string {
  return firstFree(name.replace(/-\d+$/, '') || name, processes);
}

function firstFree(stem: string, processes: readonly ProcessState[]): string {
  const base = stem.slice(0, NAME_LENGTH_MAX - 4);
  const taken = new Set(processes.map(({ name }) => name));
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base}-${number}`)) number += 1;
  return `${base}-${number}`;
}
