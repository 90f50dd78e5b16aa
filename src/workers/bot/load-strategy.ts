/**
 * Loads the class that a strategy file exports, and explains every failure in a sentence. The bundle runs from a
 * private folder that is deleted afterwards, and Node keeps the source map.
 */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process'; // the lab watches the global
import { pathToFileURL } from 'node:url';
import type { ParamSpecs, Strategy, StrategyClass } from '../../contract/strategy.ts';
import { deleteAbandoned, makeOwnFolder } from '../../runtime/own-folder.ts';
import { SetupError } from '../../runtime/failure.ts';
import { BrokenStrategy, bundle, type Bundle } from './bundle.ts';
import { excerpt } from '../../runtime/describe-issue.ts';
import { neverCalled } from './never-called.ts';
import { readSpecs, type Params } from '../../config/strategy-params.ts';
import { quoteLine, quoteThrown, type SourceLines } from './source-lines.ts';
import type { StrategyFile } from './strategy-file.ts';
import { readSymbols, type DeclaredSymbols } from './traded-symbols.ts';
import { readWarmup } from './warmup.ts';

export interface LoadedStrategy {
  readonly strategyClass: StrategyClass;
  readonly sources: SourceLines;
}

/** Longest interval of Node's timers. Beyond it, they would fire at once. */
const INTERVAL_MS_MAX = 2 ** 31 - 1;

/** True when this process has deleted the folders of killed ones, which it does before its first strategy. */
let hasTidied = false;

type Exports = Readonly<Record<string, unknown>>;

/**
 * @param packed bundle that was made elsewhere, in place of the file
 * @throws SetupError with the mistake in the file and its place
 */
export async function loadStrategy(
  file: StrategyFile,
  packed?: Pick<Bundle, 'code' | 'sources'>,
): Promise<LoadedStrategy> {
  process.setSourceMapsEnabled(true);
  if (!hasTidied) deleteAbandoned('strategy');
  hasTidied = true;
  const folder = makeOwnFolder('strategy');
  try {
    const outfile = join(folder, 'strategy.mjs');
    const { code, sources } = packed ?? (await bundle(file.path, outfile));
    await writeFile(outfile, code);
    const exports = await evaluate(file.path, outfile, sources);
    return { strategyClass: pickClass(file, exports), sources };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws SetupError when the constructor throws or there is no `nextOrder` */
export function createStrategy(file: StrategyFile, loaded: LoadedStrategy, params: Params): Strategy {
  const { strategyClass, sources } = loaded;
  const strategy = construct(strategyClass, params, (error) => {
    throw new SetupError(`the constructor of ${nameIn(loaded)} failed: ${quoteThrown(error, sources)}`);
  });
  requireUsable(file, loaded, strategy);
  return strategy;
}

/** @throws SetupError that quotes the line, when the strategy has no `nextOrder` or an interval that is none */
export function requireUsable(file: StrategyFile, loaded: LoadedStrategy, strategy: Strategy): void {
  const { strategyClass, sources } = loaded;
  const name = nameIn(loaded);
  if (typeof strategy.nextOrder !== 'function') {
    const problem = `${name} has no method nextOrder(context), which a strategy needs`;
    throw new SetupError(quoteLine(file.path, [classLine(file, strategyClass)], problem, sources));
  }
  for (const field of ['everyMs', 'timerMs'] as const) {
    const problem = intervalProblem(strategy[field]);
    if (problem === undefined) continue;
    const lines = [classLine(file, strategyClass), new RegExp(`\\b${field}\\b`)];
    throw new SetupError(quoteLine(file.path, lines, `${field} of ${name} ${problem}`, sources));
  }
}

function nameIn({ strategyClass }: LoadedStrategy): string {
  return strategyClass.name === '' ? 'the default export' : strategyClass.name;
}

/** Warnings for the author of a running strategy, each with its line. */
export function warningsOf(
  file: StrategyFile,
  { strategyClass, sources }: LoadedStrategy,
  strategy: Strategy,
): readonly string[] {
  return neverCalled(strategy).map(({ method, problem }) => {
    const lines = [classLine(file, strategyClass), new RegExp(`\\b${escaped(method)}\\b`)];
    return quoteLine(file.path, lines, problem, sources);
  });
}

/** Error in an interval. A strategy may be plain JavaScript, in which a field can have any type. */
function intervalProblem(ms: unknown): string | undefined {
  if (ms === undefined || (typeof ms === 'number' && ms >= 1 && ms <= INTERVAL_MS_MAX)) return undefined;
  return `is ${excerpt(ms)}; give a number of milliseconds from 1 to ${INTERVAL_MS_MAX}, or leave it out`;
}

/** Parameters that a class declares in `static params`. @throws SetupError that quotes the line with the mistake */
export function declaredParams(
  file: StrategyFile,
  { strategyClass, sources }: LoadedStrategy,
): ParamSpecs | undefined {
  const declared: unknown = strategyClass.params;
  if (declared === undefined) return undefined;
  const read = readSpecs(declared);
  if ('specs' in read) return read.specs;
  const key = read.key === undefined ? [] : [new RegExp(`(^|[^\\w$])${escaped(read.key)}['"]?\\s*:`)];
  const lines = [classLine(file, strategyClass), /\bstatic\b.*\bparams\b/, ...key];
  throw new SetupError(quoteLine(file.path, lines, `static params: ${read.problem}`, sources));
}

/** Instruments that a class declares in `static symbols`. @throws SetupError that quotes the line with the mistake */
export function declaredSymbols(
  file: StrategyFile,
  { strategyClass, sources }: LoadedStrategy,
): DeclaredSymbols {
  const read = readSymbols(strategyClass.symbols);
  if ('symbols' in read) return read.symbols;
  const lines = [classLine(file, strategyClass), /\bstatic\b.*\bsymbols\b/];
  throw new SetupError(quoteLine(file.path, lines, `static symbols ${read.problem}`, sources));
}

/** Seconds of a class's `static warmup`. Undefined: none. @throws SetupError that quotes the line with the mistake */
export function declaredWarmup(
  file: StrategyFile,
  { strategyClass, sources }: LoadedStrategy,
): number | undefined {
  const read = readWarmup(strategyClass.warmup);
  if ('seconds' in read) return read.seconds;
  const lines = [classLine(file, strategyClass), /\bstatic\b.*\bwarmup\b/];
  throw new SetupError(quoteLine(file.path, lines, `static warmup ${read.problem}`, sources));
}

/** Pattern of the line of a class. The bundler makes up a name for a class that is exported without one. */
function classLine({ className }: StrategyFile, { name }: StrategyClass): RegExp {
  const named = `\\bclass\\s+${escaped(name)}(?![\\w$])`;
  return new RegExp(className === undefined ? `${named}|\\bexport\\s+default\\s+class\\b` : named);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function construct(
  strategyClass: StrategyClass,
  params: Params,
  onThrow: (error: unknown) => never,
): Strategy {
  try {
    return new strategyClass(params);
  } catch (error) {
    return onThrow(error);
  }
}

async function evaluate(path: string, module: string, sources: SourceLines): Promise<Exports> {
  try {
    return unwrapped((await import(/* @vite-ignore */ pathToFileURL(module).href)) as Exports);
  } catch (error) {
    throw new BrokenStrategy(
      `${path} failed while it was loaded: ${quoteThrown(error, sources)}`,
      sources.keys(),
    );
  }
}

/**
 * Exports without the wrapper that `tsc` adds: it compiles `export default class` to CommonJS whose exports contain
 * another `default`.
 */
function unwrapped(exports: Exports): Exports {
  const inner = exports['default'] as Exports | null | undefined;
  return inner?.['__esModule'] === true ? inner : exports;
}

function pickClass({ path, className }: StrategyFile, exports: Exports): StrategyClass {
  const found = exports[className ?? 'default'];
  if (found === undefined) throw new SetupError(`${path} has no ${missing(className)}; ${offer(exports)}`);
  if (isConstructor(found)) return found as StrategyClass;
  const what = className === undefined ? 'the default export' : `'${className}'`;
  const kind = typeof found === 'function' ? 'a plain function' : `of type ${typeof found}`;
  throw new SetupError(
    `${what} of ${path} is ${kind}; a strategy is a class with a method nextOrder(context).`,
  );
}

function missing(className: string | undefined): string {
  return className === undefined ? 'default export' : `export '${className}'`;
}

function offer(exports: Exports): string {
  const names = Object.keys(exports).filter((name) => name !== 'default' && isConstructor(exports[name]));
  if (exports['default'] !== undefined) names.unshift('default');
  if (names.length === 0) return 'write `export default class … { nextOrder(context) { … } }`.';
  return `it exports ${names.join(', ')}: choose one with FILE:Class.`;
}

function isConstructor(value: unknown): boolean {
  try {
    Reflect.construct(Object, [], value as new () => unknown);
    return true;
  } catch {
    return false;
  }
}
