/**
 * Resolves `FILE[:Class]` to a file and a class.
 *
 * 1. The class is the text after the last `:` if that is an identifier, so `C:\bots\mine.ts` is a file without a class.
 * 2. A bare name such as `maker` is a file of the strategies folder. Anything else is a path from the folder in which
 *    the command was started.
 */
import { readdirSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { isStrategyFile, STRATEGY_EXTENSIONS } from '../../contract/built-in-strategies.ts';
import { OptionError } from '../../runtime/options.ts';
import { fromStartFolder } from '../../runtime/start-folder.ts';

const WITH_CLASS = /^(.+):([A-Za-z_$][\w$]*)$/s;
const BARE_NAME = /^[\w-]+$/;

export interface StrategyFile {
  /** Absolute path of the file. */
  readonly path: string;
  /** Name of the class. Undefined: the default export. */
  readonly className: string | undefined;
}

/** @throws OptionError when the file does not exist */
export function locateStrategy(argument: string, strategiesDir: string): StrategyFile {
  const [, file, className] = WITH_CLASS.exec(argument) ?? [undefined, argument, undefined];
  const name = file ?? argument;
  const path = BARE_NAME.test(name) ? builtIn(name, strategiesDir) : fromStartFolder(name);
  requireFile(path);
  return { path, className };
}

/** Default name of a bot: that of its file, or of its class. */
export function nameOf({ path, className }: StrategyFile): string {
  const name = className ?? basename(path, extname(path));
  return name.replace(/[^A-Za-z0-9_.-]/g, '-').slice(0, 32);
}

function builtIn(name: string, strategiesDir: string): string {
  const names = builtIns(strategiesDir);
  if (names.includes(name)) return join(strategiesDir, `${name}.ts`);
  const known = names.length === 0 ? `none in ${strategiesDir}` : names.join(', ');
  throw new OptionError(
    `'${name}' is not a built-in strategy (there are: ${known}); a file of your own ends in .ts or .js.`,
  );
}

function builtIns(strategiesDir: string): readonly string[] {
  try {
    return readdirSync(strategiesDir)
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
      .map((file) => basename(file, '.ts'))
      .sort();
  } catch {
    return [];
  }
}

function requireFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new OptionError(`strategy file ${path} does not exist.`);
  if (!found.isFile()) throw new OptionError(`strategy ${path} is a folder; name a file in it.`);
  if (isStrategyFile(path)) return;
  throw new OptionError(`strategy ${path} must end in one of ${STRATEGY_EXTENSIONS.join(' ')}.`);
}
