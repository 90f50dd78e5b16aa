/** Bundles a strategy file and the author's files that it imports into one module with its source map inside. */
import { existsSync, realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { BuildFailure, BuildOptions, Message, Metafile } from 'esbuild';
import { SetupError } from '../../runtime/failure.ts';
import { build, stop } from './esbuild.ts';
import { nodeImports, OWN_NAMES, type MissingImport } from './imports.ts';
import { computedNames, PACKAGES_INSIDE, packagesInside } from './packed-packages.ts';
import { quote, type SourceLines } from './source-lines.ts';

const ERRORS_SHOWN_MAX = 5;
const ONLY_JAVASCRIPT = 'with --queue a package travels only as JavaScript, so run this lab without --queue';

export interface Bundle {
  /** Code of an ES module. */
  readonly code: string;
  readonly sources: SourceLines;
  /** Files that Node loads from their own location, such as those of packages. */
  readonly installed: readonly string[];
}

/** A strategy that does not load. `files` are the author's files concerned, one of which the author will repair. */
export class BrokenStrategy extends SetupError {
  readonly files: readonly string[];

  constructor(message: string, files: Iterable<string>) {
    super(message);
    this.files = [...files];
  }
}

/**
 * @param outfile path from which the module will run, and from which the source map leads to the author's files
 * @throws BrokenStrategy that quotes the line which does not compile
 */
export async function bundle(path: string, outfile: string): Promise<Bundle> {
  try {
    return await built(path, buildOptions(path, outfile));
  } finally {
    await stop();
  }
}

/**
 * The bundle for other machines, with the packages inside.
 * @throws BrokenStrategy that quotes the line which does not compile, or says which package cannot travel and why
 */
export async function portableBundle(path: string): Promise<Bundle> {
  const folder = dirname(path);
  const options = {
    ...buildOptions(path, join(folder, 'strategy.mjs')),
    // The files may be elsewhere on the other machine, so the source map leads to them by their whole path.
    sourceRoot: `${pathToFileURL(folder).pathname}/`,
  };
  try {
    const plain = await built(path, options);
    return plain.installed.length === 0 ? plain : await withPackages(path, options);
  } finally {
    await stop();
  }
}

async function withPackages(path: string, options: ReturnType<typeof buildOptions>): Promise<Bundle> {
  const problems: string[] = [];
  const plugins = [packagesInside((sentence) => problems.push(sentence)), ...options.plugins];
  try {
    const whole = await built(path, { ...options, ...PACKAGES_INSIDE, plugins }, (warnings) => {
      problems.push(...computedNames(warnings));
    });
    if (problems.length === 0) return whole;
  } catch (error) {
    if (problems.length === 0) throw error;
  }
  const [problem = ''] = problems.toSorted();
  throw new BrokenStrategy(`${path}: ${problem}; ${ONLY_JAVASCRIPT}`, [path]);
}

async function built(
  path: string,
  options: BuildOptions,
  onWarnings: (warnings: readonly Message[]) => void = () => {},
): Promise<Bundle> {
  if (!existsSync(path)) throw new BrokenStrategy(`there is no file ${path}`, [path]);
  try {
    const { outputFiles = [], metafile, warnings } = await build({ ...options, metafile: true });
    onWarnings(warnings);
    return {
      code: outputFiles[0]?.text ?? '',
      sources: withLink(path, await readSources(metafile)),
      installed: installedIn(metafile),
    };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw new BrokenStrategy(describeFailure(error.errors), error.errors.flatMap(filesOf));
  }
}

function buildOptions(path: string, outfile: string) {
  const url = JSON.stringify(pathToFileURL(path).href);
  return {
    entryPoints: [path],
    bundle: true,
    write: false,
    outfile,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'silent',
    mainFields: ['main'],
    conditions: ['node-addons'],
    // Bundled CommonJS calls `require` for packages and Node's own modules.
    banner: {
      js: `import { createRequire as botpitCreateRequire } from 'node:module'; const require = botpitCreateRequire(${url});`,
    },
    define: OWN_NAMES,
    plugins: [nodeImports],
  } satisfies BuildOptions;
}

async function readSources(metafile: Metafile): Promise<SourceLines> {
  const files = Object.keys(metafile.inputs)
    .filter((file) => !/(^|\/)node_modules\/|^<?[\w-]{2,}:/.test(file))
    .map((file) => file.replace(/[?#].*$/, ''));
  const texts = files.map(async (file): Promise<[string, string[]]> => {
    return [resolve(file), (await readFile(file, 'utf8')).split(/\r?\n/)];
  });
  return new Map(await Promise.all(texts));
}

function installedIn({ outputs }: Metafile): readonly string[] {
  return Object.values(outputs)
    .flatMap(({ imports }) => imports.filter(({ external }) => external === true))
    .map(({ path }) => (path.startsWith('file:') ? fileURLToPath(path) : path))
    .filter((path) => isAbsolute(path) && existsSync(path));
}

/** Lines of a strategy behind a symbolic link, under both paths, because the link may later point elsewhere. */
function withLink(path: string, sources: SourceLines): SourceLines {
  const lines = sources.get(path) ?? sources.get(realpathSync(path));
  return lines === undefined ? sources : new Map([...sources, [path, lines]]);
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

/** The file with the mistake, and the paths at which the missing file could be. */
function filesOf({ detail, location }: Message): readonly string[] {
  if (location === null) return [];
  const file = resolve(location.file);
  const missing = missingImport(detail);
  if (missing?.startsWith('.') !== true) return [file];
  return [file, ...['', '.ts', '.js'].map((extension) => resolve(dirname(file), missing + extension))];
}

/** Text of the errors. The first line of each says where and why. */
function describeFailure(errors: readonly Message[]): string {
  const shown = errors.slice(0, ERRORS_SHOWN_MAX).map(describeMessage);
  const more = errors.length - shown.length;
  if (more > 0) shown.push(`and ${more} more`);
  return shown.join('\n');
}

function describeMessage({ text, detail, location }: Message): string {
  const message = advice(text, detail);
  if (location === null) return message;
  const place = { file: resolve(location.file), line: location.line, column: location.column + 1 };
  return quote(place, message, location.lineText);
}

function advice(text: string, detail: unknown): string {
  if (text.includes('"botpit-types:botpit"'))
    return "'botpit' has types only: write `import type { … } from 'botpit'`";
  const missing = missingImport(detail);
  if (missing === undefined) return text;
  return missing.startsWith('.')
    ? `there is no file ${missing} to import`
    : `the package '${missing}' is not installed here: run \`npm install ${missing}\` in the strategy's folder`;
}

function missingImport(detail: Message['detail']): string | undefined {
  return (detail as MissingImport | undefined)?.missing;
}
