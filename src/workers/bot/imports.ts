/**
 * Finds and loads a strategy's imports in the same way as Node.
 *
 * 1. The author's own files are bundled, so that every save is noticed and every mistake names its line.
 * 2. Packages stay in their place, and Node loads them. Native addons, optional drivers and files that packages read
 *    from their own folder therefore work.
 * 3. `import.meta`, `__dirname` and `__filename` are those of each file, not of the bundle.
 */
import type {
  Location,
  OnLoadResult,
  OnResolveArgs,
  OnResolveResult,
  PartialMessage,
  Plugin,
  PluginBuild,
} from 'esbuild';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transform } from './esbuild.ts';

/** The `detail` of an esbuild message about an import that cannot be found. */
export interface MissingImport {
  readonly missing: string;
}

/** Names in the bundle for each file's own names, which `ownNames` imports into the file. */
export const OWN_NAMES = {
  'import.meta': 'botpitMeta',
  __dirname: 'botpitDirname',
  __filename: 'botpitFilename',
};

const NO_WASM =
  "a .wasm file cannot be imported: read it with readFileSync(new URL('./x.wasm', import.meta.url))";
const MODULE_NAMES = 'botpit-module';
const COMMON_JS = 'botpit-commonjs';
const TYPES = 'botpit-types';
/** Marks a resolution that this plugin requested from esbuild. */
export const ASKED = Symbol('asked');

/** A path with a suffix as in a URL: `./levels.json?v=2`. */
const WITH_SUFFIX = /^(\.{0,2}\/[^?#]*)([?#].*)$/;
export const PACKAGE = /[\\/]node_modules[\\/]/;
const JAVASCRIPT = /\.[cm]?js$/;

export const nodeImports: Plugin = {
  name: 'node-imports',
  setup(build) {
    build.onResolve({ filter: /^botpit$/ }, () => ({ path: 'botpit', namespace: TYPES }));
    build.onLoad({ filter: /.*/, namespace: TYPES }, () => ({ contents: 'export {}' }));
    build.onResolve({ filter: new RegExp(`^${MODULE_NAMES}:`) }, ({ path }) => ({
      path: path.slice(MODULE_NAMES.length + 1),
      namespace: MODULE_NAMES,
    }));
    build.onLoad({ filter: /.*/, namespace: MODULE_NAMES }, ({ path }) => ({ contents: moduleNames(path) }));
    build.onLoad({ filter: /.*/, namespace: COMMON_JS }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
      resolveDir: dirname(path),
    }));
    build.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: 'file' }, ({ path }) => loadOwnFile(build, path));
    build.onResolve({ filter: /.*/ }, async (args) => {
      if (args.kind === 'entry-point' || args.pluginData === ASKED || args.path.startsWith('data:'))
        return null;
      const [, path = args.path, suffix = ''] = WITH_SUFFIX.exec(args.path) ?? [];
      const { kind, importer, resolveDir } = args;
      const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: ASKED });
      if (found.errors.length > 0) return notFound(args);
      if (found.external || found.namespace !== 'file') return found;
      if (extname(found.path) === '.wasm') return { errors: [{ text: NO_WASM }] };
      return PACKAGE.test(found.path) ? await ofPackage(args, found.path) : { path: found.path, suffix };
    });
  },
};

/**
 * An import that cannot be found. A `require` that never runs may name a missing file, and Node reports it if it does
 * run.
 */
function notFound({ kind, path, resolveDir }: OnResolveArgs): OnResolveResult {
  if (kind !== 'import-statement' && path !== '')
    return { path: path.startsWith('.') ? resolve(resolveDir, path) : path, external: true };
  return { errors: [missingMessage(path)] };
}

function missingMessage(missing: string): PartialMessage {
  const detail: MissingImport = { missing };
  return { text: `there is no ${missing}`, detail };
}

async function ofPackage({ kind }: OnResolveArgs, path: string): Promise<OnResolveResult> {
  if (/\.[cm]?tsx?$/.test(path)) return { path };
  if (kind.startsWith('require')) return { path, external: true };
  if (await isEsModule(path)) return { path: pathToFileURL(path).href, external: true };
  return { path, namespace: COMMON_JS };
}

/** Decides like Node: by the extension, and then by the nearest package.json. */
async function isEsModule(path: string): Promise<boolean> {
  if (extname(path) !== '.js') return extname(path) === '.mjs';
  const file = foldersUp(dirname(path))
    .map((folder) => join(folder, 'package.json'))
    .find((each) => existsSync(each));
  if (file === undefined) return false;
  const { type } = JSON.parse(await readFile(file, 'utf8')) as { readonly type?: unknown };
  return type === 'module';
}

/** Loads an author's file, with its own names bound to its own path. */
async function loadOwnFile(build: PluginBuild, path: string): Promise<OnLoadResult | null> {
  if (PACKAGE.test(path)) return null;
  const text = await readFile(path, 'utf8');
  const errors = JAVASCRIPT.test(path) ? [] : await unusedAndMissing(build, path, text);
  if (errors.length > 0) return { errors: [...errors] };
  const hasMeta = /\bimport\s*\.\s*meta\b/.test(text);
  if (!hasMeta && !/\b__(dir|file)name\b/.test(text)) return null;
  if (JAVASCRIPT.test(path) && !hasMeta) return await withConstants(path, text);
  const names = Object.values(OWN_NAMES).join(', ');
  // The import is at the end, so lines and columns stay the same. It is evaluated first wherever it is.
  const contents = `${text}\nimport { ${names} } from ${JSON.stringify(`${MODULE_NAMES}:${path}`)};`;
  return { contents, loader: LOADERS[extname(path)] ?? 'js' };
}

const LOADERS: Readonly<Record<string, OnLoadResult['loader']>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.jsx': 'jsx',
};

/** Defines the names in CommonJS, which an import would turn into an ES module. */
async function withConstants(path: string, text: string): Promise<OnLoadResult> {
  const define = { __dirname: JSON.stringify(dirname(path)), __filename: JSON.stringify(path) };
  try {
    const { code } = await transform(text, { define, sourcemap: 'inline', sourcefile: path });
    return { contents: code, loader: 'js' };
  } catch {
    return { contents: text, loader: 'js' }; // it does not compile: the build says where
  }
}

/** A module with the names of one file. */
function moduleNames(path: string): string {
  const [url, filename, folder] = [pathToFileURL(path).href, path, dirname(path)].map((text) =>
    JSON.stringify(text),
  );
  return `
    import { createRequire } from 'node:module';
    import { pathToFileURL } from 'node:url';
    export const botpitFilename = ${filename};
    export const botpitDirname = ${folder};
    const { resolve } = createRequire(${url});
    const urlOf = (path) => (path.startsWith('/') || /^[a-z]:/i.test(path) ? pathToFileURL(path).href : path);
    export const botpitMeta = {
      url: ${url},
      filename: botpitFilename,
      dirname: botpitDirname,
      resolve: (specifier) => urlOf(resolve(specifier)),
    };
  `;
}

/**
 * Imports that TypeScript drops because nothing uses them, and that cannot be found. A declaration file counts as
 * found: it has types and no code.
 */
async function unusedAndMissing(
  build: PluginBuild,
  path: string,
  text: string,
): Promise<readonly PartialMessage[]> {
  const resolveDir = dirname(path);
  const messages = (await importsOf(path, text)).map(
    async (specifier): Promise<readonly PartialMessage[]> => {
      if (/^(botpit$|data:|node:)/.test(specifier)) return [];
      const [, bare = specifier] = WITH_SUFFIX.exec(specifier) ?? [];
      const options = { kind: 'import-statement', importer: path, resolveDir, pluginData: ASKED } as const;
      const { errors } = await build.resolve(bare, options);
      if (errors.length === 0 || hasDeclarations(bare, resolveDir)) return [];
      return [{ ...missingMessage(specifier), location: locate(path, text, specifier) }];
    },
  );
  return (await Promise.all(messages)).flat();
}

/** Specifiers of a TypeScript file's imports, used or not. Empty for a file that does not compile. */
async function importsOf(path: string, text: string): Promise<readonly string[]> {
  try {
    const loader = LOADERS[extname(path)] ?? 'ts';
    const tsconfigRaw = { compilerOptions: { verbatimModuleSyntax: true } };
    const { code } = await transform(text, { loader, tsconfigRaw });
    return [...code.matchAll(/^import (?:[^"';]* from )?"([^"\n]+)"/gm)].map(
      ([, specifier = '']) => specifier,
    );
  } catch {
    return [];
  }
}

function locate(file: string, text: string, specifier: string): Partial<Location> {
  const lines = text.split(/\r?\n/);
  const index = lines.findIndex((line) => line.includes(`'${specifier}'`) || line.includes(`"${specifier}"`));
  const lineText = lines[index];
  if (lineText === undefined) return { file };
  return { file, line: index + 1, column: lineText.indexOf(specifier) - 1, lineText };
}

function hasDeclarations(specifier: string, resolveDir: string): boolean {
  if (specifier.startsWith('.') || isAbsolute(specifier)) {
    const base = resolve(resolveDir, specifier).replace(/\.[cm]?[jt]s$/, '');
    return ['.d.ts', '.d.mts', '.d.cts', '/index.d.ts'].some((ending) => existsSync(base + ending));
  }
  const [scope = '', name = ''] = specifier.split('/');
  const names = scope.startsWith('@')
    ? [join(scope, name), `@types/${scope.slice(1)}__${name}`]
    : [scope, `@types/${scope}`];
  return foldersUp(resolveDir).some((folder) =>
    names.some((each) => existsSync(join(folder, 'node_modules', each))),
  );
}

/** A folder and its parents, the innermost first. */
function foldersUp(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersUp(parent)];
}
