/**
 * Paths among options. On a command line they are relative to the folder of the command, in a file to the folder of the
 * file. Botpit 0.2.0 took both relative to its own folder, in which npm runs a script. A path that exists only there
 * still means that file. One that exists in both places is refused, because nobody can tell which one is meant.
 */
import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';

/** Form of a text with paths, as `path` in the meta data of its schema. */
export type PathKind = 'file' | 'name_or_file' | 'names_or_files';

/** A JSON schema of options, as far as it says where paths are. */
export interface PathSchema {
  readonly path?: PathKind;
  readonly anyOf?: readonly PathSchema[];
  readonly items?: PathSchema;
  readonly properties?: Readonly<Record<string, PathSchema>>;
}

/** Name of a built-in strategy or room. */
const NAME = /^[\w-]*$/;
/** Class of a strategy's file that exports several. */
const CLASS = /:[A-Za-z_$][\w$]*$/;

/**
 * The value with absolute paths.
 * @param folder folder to which the paths are relative
 * @throws Error for a path that also exists in Botpit's folder
 */
export function withPaths(value: unknown, schema: PathSchema, folder: string): unknown {
  const { path, anyOf, items, properties } = schema;
  if (anyOf !== undefined) return anyOf.reduce((part, each) => withPaths(part, each, folder), value);
  if (Array.isArray(value))
    return items === undefined ? value : value.map((each) => withPaths(each, items, folder));
  if (typeof value === 'object' && value !== null && properties !== undefined) {
    const fields = Object.entries(value).map(([key, part]) => [
      key,
      withPaths(part, properties[key] ?? {}, folder),
    ]);
    return Object.fromEntries(fields) as unknown;
  }
  if (typeof value !== 'string' || path === undefined) return value;
  switch (path) {
    case 'file':
      return located(value, folder);
    case 'name_or_file':
      return nameOrFile(value, folder);
    case 'names_or_files':
      return value
        .split(',')
        .map((word) => nameOrFile(word.trim(), folder))
        .join(',');
  }
}

function nameOrFile(text: string, folder: string): string {
  return NAME.test(text) ? text : located(text, folder);
}

function located(path: string, folder: string): string {
  if (isAbsolute(path)) return path;
  const [here, former] = [resolve(folder, path), resolve(path)];
  if (here === former || !exists(former)) return here;
  if (!exists(here)) return former;
  throw new Error(`'${path}' is both ${here} and ${former}: write the whole path of the one that you mean.`);
}

function exists(path: string): boolean {
  return existsSync(path) || existsSync(path.replace(CLASS, ''));
}
