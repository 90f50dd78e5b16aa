/**
 * From a strategy file to the class it exports, with every way that this can fail said in words.
 * The bundle is run from a private folder that is gone afterwards; Node keeps the source map.
 */
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Strategy, StrategyClass } from '../../contract/strategy.ts';
import { SetupError } from '../host.ts';
import { bundle } from './bundle.ts';
import type { Params } from './params.ts';
import { quoteThrown, type SourceLines } from './source-lines.ts';
import type { StrategyFile } from './strategy-file.ts';

export interface LoadedStrategy {
  readonly strategyClass: StrategyClass;
  readonly sources: SourceLines;
}

type Exports = Readonly<Record<string, unknown>>;

/** @throws SetupError that says what is wrong with the file, and where. */
export async function loadStrategy(file: StrategyFile): Promise<LoadedStrategy> {
  process.setSourceMapsEnabled(true);
  // Modules are known by their real path, and source maps lead from there.
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'botpit-strategy-'));
  try {
    const outfile = join(folder, 'strategy.mjs');
    const { code, sources } = await bundle(file.path, outfile);
    await writeFile(outfile, code);
    const exports = await evaluate(file.path, outfile, sources);
    return { strategyClass: pickClass(file, exports), sources };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws SetupError when the constructor throws or there is no `nextOrder`. */
export function createStrategy(
  file: StrategyFile,
  { strategyClass, sources }: LoadedStrategy,
  params: Params,
): Strategy {
  const name = strategyClass.name === '' ? 'the default export' : strategyClass.name;
  const strategy = construct(strategyClass, params, (error) => {
    throw new SetupError(`the constructor of ${name} failed: ${quoteThrown(error, sources)}`);
  });
  if (typeof strategy.nextOrder !== 'function') {
    throw new SetupError(`${name} in ${file.path} has no method nextOrder(context), which a strategy needs.`);
  }
  for (const field of ['everyMs', 'timerMs'] as const) {
    const ms = strategy[field];
    if (ms !== undefined && !(Number.isFinite(ms) && ms >= 1)) {
      throw new SetupError(`${field} of ${name} is ${ms}; give milliseconds, at least 1, or leave it out.`);
    }
  }
  return strategy;
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
    return (await import(/* @vite-ignore */ pathToFileURL(module).href)) as Exports;
  } catch (error) {
    throw new SetupError(`${path} failed while it was loaded: ${quoteThrown(error, sources)}`);
  }
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
