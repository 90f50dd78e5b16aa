/** A strategy whose packages travel with it to another machine. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createStrategy, loadStrategy } from '../../../src/workers/bot/load-strategy.ts';
import { packStrategy, unpackStrategy } from '../../../src/workers/bot/packed-strategy.ts';

let folder: string;
beforeEach(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), 'botpit-test-')))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** A package of one module. */
function packageOf(
  name: string,
  type: 'module' | 'commonjs',
  text: string,
): Readonly<Record<string, string>> {
  return {
    [`node_modules/${name}/package.json`]: JSON.stringify({
      name,
      type,
      main: 'index.js',
      sideEffects: false,
    }),
    [`node_modules/${name}/index.js`]: text,
  };
}

/** What `nextOrder` returns. @param packed text of a packed strategy; absent: Node loads the packages */
async function answer(packed?: string): Promise<unknown> {
  const file = { path: join(folder, 'mine.ts'), className: undefined };
  const loaded = await loadStrategy(file, packed === undefined ? undefined : unpackStrategy(packed));
  return createStrategy(file, loaded, {}).nextOrder({} as never);
}

test('packages of both kinds give the same with Node and inside the bundle, where no folder has them', async () => {
  write({
    'mine.ts': `
      import whole, { half } from 'old';
      import * as wide from 'wide';
      import { Mean } from 'wide';
      import data from 'old/data.json' with { type: 'json' };
      import { own } from './own.ts';
      export default class Mine { nextOrder() { return [whole.name, half(8), Object.keys(wide), new Mean().name, data, own]; } }`,
    // It has the name of a class in a package.
    'own.ts': `class Mean {} export const own = Mean.name;`,
    ...packageOf(
      'old',
      'commonjs',
      `let driver = 'none'; try { driver = require('optional-driver'); } catch (error) { driver = error.code; }
       exports.name = ['old', require('inner'), require('./part'), driver, typeof require('node:path').join];
       exports.half = (value) => value / 2;`,
    ),
    'node_modules/old/part.ts': `export const typescript = 'Node does not find this file';`,
    'node_modules/old/part.js': `module.exports = 'part'; // not __dirname`,
    'node_modules/old/data.json': `{ "rows": [1, 2] }`,
    ...packageOf(
      'inner',
      'commonjs',
      `globalThis.loaded = (globalThis.loaded ?? 0) + 1; module.exports = 'inner';`,
    ),
    ...packageOf(
      'wide',
      'module',
      `import './unused.js'; import inner from 'inner'; export class Mean { name = [Mean.name, inner]; }`,
    ),
    'node_modules/wide/unused.js': `globalThis.evaluated = (globalThis.evaluated ?? 0) + 1;`,
  });
  const counters = globalThis as { loaded?: number; evaluated?: number };
  try {
    const installed = await answer();
    const packed = await packStrategy(join(folder, 'mine.ts'));
    expect(counters).toMatchObject({ loaded: 1, evaluated: 1 });
    rmSync(join(folder, 'node_modules'), { recursive: true });
    expect(await answer(packed)).toEqual(installed);
    expect(installed).toEqual([
      ['old', 'inner', 'part', 'MODULE_NOT_FOUND', 'function'],
      4,
      ['Mean'],
      ['Mean', 'inner'],
      { rows: [1, 2] },
      'Mean',
    ]);
    expect(counters).toMatchObject({ loaded: 2, evaluated: 2 });
  } finally {
    delete counters.loaded;
    delete counters.evaluated;
  }
});

test.each([
  ['@scope/reads', `exports.x = typeof __filename;`, 'uses the path of its own folder (index.js)'],
  ['knows', `exports.x = module.filename;`, 'uses the path of its own folder (index.js)'],
  ['folder', `exports.x = module?.path;`, 'uses the path of its own folder (index.js)'],
  ['parents', `exports.x = module['paths'];`, 'uses the path of its own folder (index.js)'],
  ['program', `exports.x = () => require.main.filename;`, 'uses the path of its own folder (index.js)'],
  ['addon', `exports.x = require('./build/addon.node');`, 'has a native add-on (build/addon.node)'],
  ['computed', `exports.x = (name) => require(name);`, 'loads a module with a computed name (index.js:1)'],
  ['asks', `export const x = import.meta.url;`, 'uses the path of its own folder (index.js)'],
])('the package %s cannot travel, and the error says why', async (name, text, why) => {
  write({
    'mine.ts': `import { x } from 'middle'; export default class Mine { nextOrder() { return x; } }`,
    ...packageOf('middle', 'module', `export { x } from ${JSON.stringify(name)};`),
    ...packageOf(name, text.startsWith('export ') ? 'module' : 'commonjs', text),
    [`node_modules/${name}/build/addon.node`]: '',
  });
  await expect(packStrategy(join(folder, 'mine.ts'))).rejects.toThrow(
    `${join(folder, 'mine.ts')}: the package '${name}' ${why}; with --queue a package travels only as JavaScript, so run this lab without --queue`,
  );
});

test('a strategy that is too large to travel is refused with its size', async () => {
  write({ 'mine.ts': `export default class Mine { nextOrder() { return '${'x'.repeat(200_000)}'; } }` });
  const path = join(folder, 'mine.ts');
  await expect(packStrategy(path)).resolves.toContain('xxx');
  await expect(packStrategy(path, 200_000)).rejects.toThrow(
    /mine\.ts: with its packages it has 0\.\d MB; --queue takes at most 0\.2 MB/,
  );
});

test('a package that asks whether it is the program travels, because it is not', async () => {
  write({
    'mine.ts': `import { x } from 'both'; export default class Mine { nextOrder() { return x; } }`,
    ...packageOf('both', 'commonjs', `exports.x = require.main === module;`),
  });
  const installed = await answer();
  expect([installed, await answer(await packStrategy(join(folder, 'mine.ts')))]).toEqual([false, false]);
});
