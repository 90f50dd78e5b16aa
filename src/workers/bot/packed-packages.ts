/**
 * Bundles the packages of a strategy together with the author's files, for machines that may not have them.
 *
 * 1. A package behaves as if Node had loaded it from its place: every module is evaluated, used or not, and functions
 *    keep their names.
 * 2. A package that needs more than its JavaScript is refused: a native add-on, files that it finds by the path of its
 *    own folder, or modules with a computed name.
 * 3. An optional package that is not installed is missing in the bundle too, even if the other machine has it.
 */
import type { BuildOptions, Message, OnResolveArgs, OnResolveResult, Plugin, ResolveResult } from 'esbuild';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import { extname, isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from './esbuild.ts';
import { ASKED, OWN_NAMES, PACKAGE } from './imports.ts';

const MISSING = 'botpit-missing';
/** Marks a resolution that this plugin requested from the next one. */
const PASSED_ON = Symbol('passed on');
/** Name in place of a module's path, which finds uses of it in code and not in comments. */
const OWN_PATH = 'botpitOwnPath';
/** Expressions that give a module's own path, or that of the program. */
const OWN_PATHS = [
  ...Object.keys(OWN_NAMES),
  ...['module', 'require.main'].flatMap((of) => ['filename', 'path', 'paths'].map((name) => `${of}.${name}`)),
];
/** Found in every text that has one of these expressions. */
const MAYBE_OWN_PATH =
  /\b__(dir|file)name\b|\bimport\s*\.\s*meta\b|\b(module|main)\s*[?.[\s'"`]+(filename|paths?)\b/;
/** Messages of esbuild about a module that it cannot find before the code runs. */
const COMPUTED_NAMES = [
  'indirect-require',
  'require-resolve-not-external',
  'unsupported-dynamic-import',
  'unsupported-require-call',
];

/** Options of a build with packages, in addition to the usual ones. */
export const PACKAGES_INSIDE = {
  ignoreAnnotations: true,
  treeShaking: false,
  keepNames: true,
  logOverride: Object.fromEntries(COMPUTED_NAMES.map((id) => [id, 'warning'])),
} satisfies BuildOptions;

/** @param onProblem receives a sentence about each package that cannot travel */
export function packagesInside(onProblem: (sentence: string) => void): Plugin {
  const refuse = (path: string, why: string) => {
    const text = problemText(path, why);
    onProblem(text);
    return { errors: [{ text }] };
  };
  return {
    name: 'packages-inside',
    setup(build) {
      build.onResolve({ filter: /.*/ }, async (args) => {
        const { path, kind, importer, namespace, resolveDir, pluginData } = args;
        if (kind === 'entry-point' || pluginData === ASKED || pluginData === PASSED_ON) return null;
        const isOfPackage = namespace === 'file' && PACKAGE.test(importer);
        const found =
          isOfPackage && kind.startsWith('require')
            ? requiredBy(args)
            : await build.resolve(path, { kind, importer, namespace, resolveDir, pluginData: PASSED_ON });
        const file = installedFile(found);
        if (file === undefined) return isOfPackage && isMissing(found) ? { path, namespace: MISSING } : found;
        if (extname(file) === '.node') return refuse(file, `has a native add-on (${inPackage(file)})`);
        return { path: file };
      });
      build.onLoad({ filter: /.*/, namespace: MISSING }, ({ path }) => ({ contents: missingModule(path) }));
      build.onLoad({ filter: /\.[cm]?js$/, namespace: 'file' }, async ({ path }) => {
        if (!PACKAGE.test(path) || !(await usesOwnPath(path))) return null;
        return refuse(path, `uses the path of its own folder (${inPackage(path)})`);
      });
    },
  };
}

/** Sentences about packages that load modules with computed names. @param warnings warnings of the build */
export function computedNames(warnings: readonly Message[]): readonly string[] {
  return warnings
    .filter(({ id, location }) => COMPUTED_NAMES.includes(id) && PACKAGE.test(location?.file ?? ''))
    .map(({ location }) => {
      const { file = '', line = 0 } = location ?? {};
      return problemText(file, `loads a module with a computed name (${inPackage(file)}:${line})`);
    });
}

/** Finds a module as Node does, which knows no TypeScript. */
function requiredBy({ path, importer }: OnResolveArgs): OnResolveResult {
  if (isBuiltin(path)) return { path, external: true };
  try {
    return { path: createRequire(importer).resolve(path), external: true };
  } catch {
    return { path, namespace: MISSING };
  }
}

/** Path of a file that Node would load from its place, also that of a package behind a link. */
function installedFile({ external, path = '' }: OnResolveResult | ResolveResult): string | undefined {
  if (external !== true) return undefined;
  const file = path.startsWith('file:') ? fileURLToPath(path) : path;
  return isAbsolute(file) && existsSync(file) ? file : undefined;
}

/** True for a module that cannot be found, except those of Node. */
function isMissing({ external, path = '' }: OnResolveResult | ResolveResult): boolean {
  return external === true && !isBuiltin(path);
}

function missingModule(path: string): string {
  const message = JSON.stringify(`Cannot find module '${path}'`);
  return `throw Object.assign(new Error(${message}), { code: 'MODULE_NOT_FOUND' });`;
}

async function usesOwnPath(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8');
  if (!MAYBE_OWN_PATH.test(text)) return false;
  const define = Object.fromEntries(OWN_PATHS.map((name) => [name, OWN_PATH]));
  const { code } = await transform(text, { define });
  return code.includes(OWN_PATH);
}

function problemText(path: string, why: string): string {
  return `the package '${packageName(path)}' ${why}`;
}

/** Name of the innermost package of a file, such as `@scope/name`. */
function packageName(path: string): string {
  const [first = '', second = ''] = inModules(path);
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/** Path of a file within its package. */
function inPackage(path: string): string {
  const words = inModules(path);
  return words.slice(words[0]?.startsWith('@') === true ? 2 : 1).join('/');
}

function inModules(path: string): readonly string[] {
  return (path.split(/[\\/]node_modules[\\/]|^node_modules[\\/]/).at(-1) ?? '').split(/[\\/]/);
}
