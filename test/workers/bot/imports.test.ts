/** Imports of strategy files: everything that plain Node loads, loads here. */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createStrategy, loadStrategy } from '../../../src/workers/bot/load-strategy.ts';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'botpit-test-')));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, ...lines: string[]): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, lines.join('\n'));
  return path;
}

async function load(path: string, className?: string) {
  const file = { path, className };
  return createStrategy(file, await loadStrategy(file), {});
}

/** A package of the project's own tools. */
function nativeAddon(): string {
  const scope = fileURLToPath(new URL('../../../node_modules/@rolldown/', import.meta.url));
  const binding = join(scope, readdirSync(scope).find((name) => name.startsWith('binding-')) ?? '');
  return join(binding, readdirSync(binding).find((name) => name.endsWith('.node')) ?? '');
}

describe('code that plain Node runs', () => {
  const STRATEGY = 'export default class { nextOrder() { return value; } }';
  const valueOf = async (path: string) => (await load(path)).nextOrder({} as never);

  test('createRequire, as the author calls it', async () => {
    write('levels.json', '[1, 2]');
    const path = write(
      'own.ts',
      `import { createRequire } from 'node:module';`,
      'const require = createRequire(import.meta.url);',
      `const value = require('./levels.json');`,
      STRATEGY,
    );
    expect(await valueOf(path)).toEqual([1, 2]);
  });

  test('__dirname and a neighbour of CommonJS', async () => {
    write('lib/where.cjs', 'module.exports = [__dirname, __filename];');
    const path = write(
      'dirname.cjs',
      `const value = [__dirname, ...require('./lib/where.cjs')];`,
      'module.exports = class { nextOrder() { return value; } };',
    );
    expect(await valueOf(path)).toEqual([folder, join(folder, 'lib'), join(folder, 'lib/where.cjs')]);
  });

  test('import.meta of each file', async () => {
    write(
      'lib/here.ts',
      'export const here = [import.meta.url, import.meta.dirname, import.meta.filename, __dirname];',
    );
    const path = write(
      'main.ts',
      `import { here } from './lib/here.ts';`,
      `const value = [...here, import.meta.url, import.meta.resolve('./lib/here.ts')];`,
      STRATEGY,
    );
    const lib = join(folder, 'lib');
    const neighbour = join(lib, 'here.ts');
    const url = pathToFileURL(neighbour).href;
    expect(await valueOf(path)).toEqual([url, lib, neighbour, lib, pathToFileURL(path).href, url]);
  });

  test('an author’s own variable __dirname', async () => {
    const path = write(
      'mine.ts',
      `import { dirname } from 'node:path';`,
      `import { fileURLToPath } from 'node:url';`,
      'const __dirname = dirname(fileURLToPath(import.meta.url));',
      'const value = __dirname;',
      STRATEGY,
    );
    expect(await valueOf(path)).toBe(folder);
  });

  test('output of tsc for a default export', async () => {
    const path = write(
      'tsc.js',
      '"use strict";',
      'Object.defineProperty(exports, "__esModule", { value: true });',
      'class Quiet { nextOrder() { return "quiet"; } }',
      'exports.default = Quiet;',
      'exports.Other = class { nextOrder() { return "other"; } };',
    );
    expect(await valueOf(path)).toBe('quiet');
    expect((await load(path, 'Other')).nextOrder({} as never)).toBe('other');
  });

  test('a package with a native addon', async () => {
    const addon = nativeAddon();
    write(
      'node_modules/fastmath/package.json',
      '{ "name": "fastmath", "version": "1.0.0", "main": "index.js" }',
    );
    write('node_modules/fastmath/index.js', `module.exports = require('./fast.node');`);
    copyFileSync(addon, join(folder, 'node_modules/fastmath/fast.node'));
    const path = write(
      'model.ts',
      `import * as fast from 'fastmath';`,
      'const value = Object.keys(fast).length;',
      STRATEGY,
    );
    expect(await valueOf(path)).toBeGreaterThan(0);
  });

  test('a package with a driver that is not installed and never reached; in the author’s own file too', async () => {
    write('node_modules/anydb/package.json', '{ "name": "anydb", "version": "1.0.0", "main": "index.js" }');
    write(
      'node_modules/anydb/index.js',
      `exports.open = (kind) => (kind === 'memory' ? 'memory' : require('anydb-oracle'));`,
    );
    const path = write(
      'db.ts',
      `import anydb from 'anydb';`,
      `const value = anydb.open('memory');`,
      STRATEGY,
    );
    expect(await valueOf(path)).toBe('memory');
    const own = write(
      'own.cjs',
      `const value = process.env.NO_SUCH_VARIABLE ? require('anydb-oracle') : 'own';`,
      'module.exports = class { nextOrder() { return value; } };',
    );
    expect(await valueOf(own)).toBe('own');
  });

  test('packages of both kinds: named and default imports, subpaths, conditions', async () => {
    write(
      'node_modules/both/package.json',
      '{ "name": "both", "exports": { ".": { "import": "./index.mjs", "require": "./index.cjs" }, "./deep": "./deep.js" } }',
    );
    write('node_modules/both/index.mjs', 'export const kind = "module"; export default import.meta.url;');
    write('node_modules/both/index.cjs', 'exports.kind = "commonjs";');
    write('node_modules/both/deep.js', 'exports.deep = __filename;');
    write('neighbour.cjs', `module.exports = require('both').kind;`);
    const path = write(
      'both.ts',
      `import url, { kind } from 'both';`,
      `import { deep } from 'both/deep';`,
      `import neighbour from './neighbour.cjs';`,
      'const value = [kind, url, deep, neighbour, (await import("both")).kind];',
      STRATEGY,
    );
    const both = join(folder, 'node_modules/both');
    expect(await valueOf(path)).toEqual([
      'module',
      pathToFileURL(join(both, 'index.mjs')).href,
      join(both, 'deep.js'),
      'commonjs',
      'module',
    ]);
  });

  test.each([
    ['JSON with a suffix', `import value from './cfg.json?v=2';`],
    ['JSON with an attribute', `import value from './cfg.json' with { type: 'json' };`],
    ['a data: import', `import value from 'data:application/json,{"a":1}';`],
    ['await at the top', `const value = await Promise.resolve({ a: 1 });`],
    ['a path of tsconfig.json', `import { value } from '@lib/value';`],
  ])('%s', async (_what, line) => {
    write('cfg.json', '{ "a": 1 }');
    write('lib/value.ts', 'export const value = { a: 1 };');
    write('tsconfig.json', '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] } } }');
    expect(await valueOf(write('imports.ts', line, STRATEGY))).toEqual({ a: 1 });
  });

  test.each([true, false])('decorators, experimental ones: %s', async (isExperimental) => {
    write('tsconfig.json', `{ "compilerOptions": { "experimentalDecorators": ${isExperimental} } }`);
    const path = write(
      'decorated.ts',
      'let value = 0;',
      'const mark: any = () => { value = 7; };',
      'class Marked { @mark run() {} }',
      'new Marked().run();',
      STRATEGY,
    );
    expect(await valueOf(path)).toBe(7);
  });

  test('a file and a folder behind symbolic links, known by both paths', async () => {
    write('real/neighbour.ts', 'export const value = import.meta.url;');
    const real = write('real/mine.ts', `import { value } from './neighbour.ts';`, STRATEGY);
    symlinkSync(real, join(folder, 'file.ts'));
    symlinkSync(join(folder, 'real'), join(folder, 'current'));
    for (const path of [join(folder, 'file.ts'), join(folder, 'current/mine.ts')]) {
      expect(await valueOf(path)).toBe(pathToFileURL(join(folder, 'real/neighbour.ts')).href);
      const { sources } = await loadStrategy({ path, className: undefined });
      expect([...sources.keys()]).toEqual(expect.arrayContaining([path, real]));
    }
  });
});

test('a .wasm file is refused with its line and what to do', async () => {
  write('x.wasm', '');
  const path = write(
    'wasm.ts',
    `import x from './x.wasm';`,
    'export default class { nextOrder() { return x; } }',
  );
  const { message } = (await load(path).catch((error: unknown) => error)) as Error;
  expect(message).toContain('wasm.ts:1:15: a .wasm file cannot be imported: read it with readFileSync(');
});

describe('an unused import', () => {
  const STRATEGY = 'export default class { nextOrder() {} }';

  test.each([
    [`import { size } from './sizes';`, 'there is no file ./sizes to import'],
    [`import sizes from 'sizes';`, "the package 'sizes' is not installed here"],
  ])('of a missing module is reported with its line: %s', async (line, words) => {
    const { message } = (await load(write('unused.ts', '// first', `  ${line}`, STRATEGY)).catch(
      (error: unknown) => error,
    )) as Error;
    expect(message).toContain(words);
    expect(message).toContain(`2 |   ${line}`);
  });

  test('may be of types', async () => {
    write('types.d.ts', 'export interface Size { lots: number }');
    write('node_modules/@types/shapes/index.d.ts', 'export interface Shape {}');
    const lines = [`import { Size } from './types';`, `import { Shape } from 'shapes';`];
    expect(
      await load(write('typed.ts', ...lines, 'let size: Size; let shape: Shape;', STRATEGY)),
    ).toBeDefined();
  });
});
