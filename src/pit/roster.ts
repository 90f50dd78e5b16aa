/**
 * The bots of the pit, and the checks of a request for more. The functions are pure, except for the check that a file
 * exists.
 */
import { BUILT_INS, isStrategyFile, STRATEGY_EXTENSIONS } from '../contract/built-in-strategies.ts';
import { CROWD, CROWD_NAME_PATTERN, CROWD_PARAMS, CROWD_PREFIX, reservedNameOf } from '../contract/house.ts';
import type { AddBots, ParamValues } from '../contract/pit-state.ts';

export const BOTS_MAX = 200;
export const COUNT_MAX = 50;
export const NAME_CHARS_MAX = 32;

/** Names of the other processes. */
const RESERVED_NAMES: readonly string[] = ['exchange', 'relay', 'watch', 'history'];
/** Bound on the length of the parameters: some systems limit a command line to 32,767 characters, including paths. */
export const PARAMS_CHARS_MAX = 8_000;

const NAME = /^[A-Za-z0-9_.-]+$/;
/**
 * A path with a class. The class is the identifier after the last `:`, so `C:\bots\mine.ts` is a file without a class.
 */
const WITH_CLASS = /^(.+):[A-Za-z_$][\w$]*$/s;

export interface RosterEntry {
  /** Name of the bot, which is its account. */
  readonly name: string;
  /** Name of a built-in strategy, or absolute path of a file with an optional `:Class`. */
  readonly strategy: string;
  /** Values that differ from the strategy's defaults. */
  readonly params: ParamValues;
  /** Seed of the bot's random numbers. Absent: the bot draws from a secret. */
  readonly seed?: number;
  /** Instrument to trade. Absent: the instruments of the strategy, or the exchange's first one. */
  readonly symbol?: string;
}

/**
 * The bots that Start opens. The crowd makes the market. The three others are strategies to read and to copy, and trade
 * too little to disturb the market (docs/market.md).
 */
export const DEFAULT_ROSTER: readonly RosterEntry[] = [
  { name: CROWD, strategy: CROWD, params: {} },
  {
    name: 'maker',
    strategy: 'maker',
    params: { followSeconds: 0.2, levels: 3, orderPercent: 0.5, fillDecay: 0.3 },
  },
  { name: 'taker', strategy: 'taker', params: { everyMs: 20_000 } },
  { name: 'random', strategy: 'random', params: { everyMs: 8_000 } },
];

export type Additions =
  | { readonly ok: true; readonly entries: readonly RosterEntry[] }
  | { readonly ok: false; readonly reason: string };

/** The requested bots, or one sentence that says why they are refused. */
export function additions(
  request: AddBots,
  present: readonly RosterEntry[],
  fileExists: (path: string) => boolean,
): Additions {
  const names = namesOf(request);
  const reason =
    countRefusal(request.count, present.length) ??
    nameRefusal(names, present) ??
    strategyRefusal(request.strategy, fileExists) ??
    (request.strategy === CROWD ? crowdRefusal(names, request.params) : null) ??
    paramsRefusal(request.params);
  if (reason !== null) return { ok: false, reason };
  const { strategy, params, symbol } = request;
  const common = { strategy, params, ...(symbol !== undefined && { symbol }) };
  return { ok: true, entries: names.map((name) => ({ name, ...common })) };
}

/** Why a bot cannot get these parameters. Null: it can. */
export function changeRefusal({ name, strategy }: RosterEntry, params: ParamValues): string | null {
  return (strategy === CROWD ? crowdRefusal([name], params) : null) ?? paramsRefusal(params);
}

/** The path in `path[:Class]`. The name of a built-in strategy stays unchanged. */
export function strategyPath(strategy: string): string {
  return WITH_CLASS.exec(strategy)?.[1] ?? strategy;
}

/** A free name for a bot of this strategy: the name of the file, with a number when it is taken. */
export function freeName(strategy: string, present: readonly RosterEntry[]): string {
  const file = strategyPath(strategy).split(/[\\/]/).at(-1) ?? strategy;
  const base = file
    .slice(0, isStrategyFile(file) ? file.lastIndexOf('.') : undefined)
    .replace(/[^A-Za-z0-9_.-]/g, '-')
    .slice(0, NAME_CHARS_MAX - 4);
  const taken = new Set([...present.map(({ name }) => name), ...RESERVED_NAMES]);
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base}-${number}`)) number += 1;
  return `${base}-${number}`;
}

function namesOf({ name, count }: AddBots): readonly string[] {
  if (!(count > 1 && count <= COUNT_MAX)) return [name];
  return Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
}

function countRefusal(count: number, present: number): string | null {
  if (!Number.isInteger(count) || count < 1 || count > COUNT_MAX) {
    return `The count must be a whole number from 1 to ${COUNT_MAX}; got ${count}.`;
  }
  if (present + count <= BOTS_MAX) return null;
  return `A pit has at most ${BOTS_MAX} bots; there are ${present}, so ${count} more are too many.`;
}

function nameRefusal(names: readonly string[], present: readonly RosterEntry[]): string | null {
  const taken = new Set([...present.map(({ name }) => name), ...RESERVED_NAMES]);
  for (const name of names) {
    if (!NAME.test(name)) return `The name '${name}' must consist of A–Z, a–z, 0–9, '_', '.' and '-'.`;
    if (name.length > NAME_CHARS_MAX) {
      return `The name '${name}' has ${name.length} characters; at most ${NAME_CHARS_MAX} are allowed.`;
    }
    const reserved = reservedNameOf(name);
    if (reserved === CROWD_PREFIX)
      return `The name '${name}' begins with '${CROWD_PREFIX}', which is for the crowd's accounts.`;
    if (reserved !== null) return `The name '${name}' is for the pit's operator; choose another.`;
    if (taken.has(name)) return `The name '${name}' is taken; choose another.`;
  }
  return null;
}

/** Why no bot can run this strategy. Null: no reason is known yet. */
export function strategyRefusal(strategy: string, fileExists: (path: string) => boolean): string | null {
  if (BUILT_INS.includes(strategy)) return null;
  const path = strategyPath(strategy);
  if (!isStrategyFile(path)) {
    const builtIns = BUILT_INS.join(', ');
    return `'${strategy}' is neither a built-in strategy (${builtIns}) nor a file that ends in one of ${STRATEGY_EXTENSIONS.join(' ')}.`;
  }
  return fileExists(path) ? null : `The strategy file ${path} does not exist.`;
}

/**
 * Why the crowd is refused. Names of its accounts begin with the crowd's, so a crowd's name must be shorter than
 * another bot's.
 */
function crowdRefusal(names: readonly string[], params: ParamValues): string | null {
  const long = names.find((name) => !CROWD_NAME_PATTERN.test(name));
  if (long !== undefined) return `The crowd's name '${long}' must be 1 to 12 of A–Z, a–z, 0–9, '_' and '-'.`;
  const unknown = Object.keys(params).find((name) => !Object.hasOwn(CROWD_PARAMS, name));
  if (unknown === undefined) return null;
  return `The crowd has no parameter '${unknown}'; it has ${Object.keys(CROWD_PARAMS).join(' and ')}.`;
}

function paramsRefusal(params: ParamValues): string | null {
  const chars = paramWords(params).join('').length;
  if (chars <= PARAMS_CHARS_MAX) return null;
  return `The parameters have ${chars} characters in all; at most ${PARAMS_CHARS_MAX} are allowed.`;
}

/** Words of the form `key=value`, as on a bot's command line. */
export function paramWords(params: ParamValues): readonly string[] {
  return Object.entries(params).map(([name, value]) => `${name}=${value}`);
}
