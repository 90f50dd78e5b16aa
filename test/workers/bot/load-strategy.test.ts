/** Strategy files as authors write them, with the mistakes that authors make. */
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createStrategy,
  declaredParams,
  loadStrategy,
  warningsOf,
} from '../../../src/workers/bot/load-strategy.ts';
import { packStrategy, unpackStrategy } from '../../../src/workers/bot/packed-strategy.ts';
import { SetupError } from '../../../src/runtime/failure.ts';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'botpit-test-')));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, ...lines: string[]): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, lines.join('\n'));
  return path;
}

async function load(path: string, className?: string) {
  const file = { path, className };
  return createStrategy(file, await loadStrategy(file), { size: 3 });
}

async function failure(path: string, className?: string): Promise<string> {
  const error: unknown = await load(path, className).then(
    () => 'nothing was thrown',
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SetupError);
  return (error as Error).message.replaceAll(folder, '~');
}

describe('a file that loads', () => {
  test('may be TypeScript with types of botpit, neighbours and packages', async () => {
    write('neighbour.ts', 'export const side: "buy" | "sell" = "buy";');
    write('node_modules/sizes/package.json', '{ "name": "sizes", "version": "1.0.0", "main": "index.js" }');
    write('node_modules/sizes/index.js', 'module.exports = { two: require("node:path").basename("/2") };');
    const path = write(
      'mine.ts',
      `import { type Context, type Intents, Strategy } from 'botpit';`,
      `import { two } from 'sizes';`,
      `import { side } from './neighbour';`,
      'export default class Mine implements Strategy {',
      '  nextOrder(_context: Context): Intents { return { type: "place", side, quantity: Number(two) }; }',
      '}',
    );
    const strategy = await load(path);
    expect(strategy.nextOrder({} as never)).toEqual({ type: 'place', side: 'buy', quantity: 2 });
  });

  test('may be JavaScript with several classes, one of them named', async () => {
    const path = write(
      'several.js',
      'export class One { nextOrder() {} }',
      'export class Two { constructor(params) { this.everyMs = params.size; } nextOrder() {} }',
    );
    expect((await load(path, 'Two')).everyMs).toBe(3);
  });

  test('finds files beside itself, and leaves nothing in the temporary folder', async () => {
    const temporary = join(folder, 'tmp');
    mkdirSync(temporary);
    for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, temporary);
    const path = write('here.ts', `export default class { nextOrder() {} here = import.meta.url; }`);
    expect(await load(path)).toMatchObject({ here: expect.stringContaining('/here.ts') as string });
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe('a method that is never called is reported with its line', () => {
  const warnings = async (...lines: string[]) => {
    const file = { path: write('slips.js', ...lines), className: undefined };
    const loaded = await loadStrategy(file);
    return warningsOf(file, loaded, createStrategy(file, loaded, {})).map((warning) =>
      warning.replaceAll(folder, '~'),
    );
  };

  test.each(['onFil', 'onfill', 'onTick'])('%s', async (name) => {
    const [first, ...others] = await warnings(
      `const ${name} = 1;`,
      'class Mine {',
      '  nextOrder() {}',
      `  ${name}() {}`,
      '}',
      'export default class Slips extends Mine {',
      '  onFill() {}',
      '}',
    );
    expect(first).toContain(`${name}() is never called; the callbacks are onStart, onFill, `);
    expect(others).toEqual([]);
  });

  test('a timer without its interval', async () => {
    const lines = ['export default class Slips {', '  nextOrder() {}', '  onTimer() {}'];
    expect(await warnings(...lines, '}')).toEqual([
      `~/slips.js:3:3: onTimer() is never called without a field timerMs\n  3 |   onTimer() {}\n    |   ^`,
    ]);
    expect(await warnings(...lines, '  timerMs = 5;', '}')).toEqual([]);
  });

  test('and nothing else', async () => {
    expect(
      await warnings(
        'export default class Slips {',
        '  nextOrder() {}',
        '  once() {}',
        '  only = () => {};',
        '  onwards = 3;',
        '  onWord = "word";',
        '  onStart() {} onFill() {} onReject() {} onTrade() {} onBook() {} onPosition() {} onLiquidation() {} onStop() {}',
        '}',
      ),
    ).toEqual([]);
  });
});

describe('a file that does not load is reported with place and reason', () => {
  test('syntax', async () => {
    const path = write('bad.ts', 'export default class {', '  nextOrder() {', '    return 1 x;', '  }', '}');
    expect(await failure(path)).toBe(
      ['~/bad.ts:3:14: Expected ";" but found "x"', '  3 |     return 1 x;', '    |              ^'].join(
        '\n',
      ),
    );
  });

  test.each([
    ['a missing file', `import './nope.ts';`, '~/bad.js:1:8: there is no file ./nope.ts to import'],
    ['a missing package', `import 'no-such-thing';`, "the package 'no-such-thing' is not installed here"],
    ['a value of botpit', `import { place } from 'botpit'; place();`, "'botpit' has types only"],
  ])('%s', async (_, line, words) => {
    const message = await failure(write('bad.js', line));
    expect(message).toContain(words);
    expect(message).toContain(`1 | ${line}`);
  });

  test('exports', async () => {
    const path = write(
      'several.ts',
      'export class One { nextOrder() {} }',
      'export const arrow = () => 1;',
      'export class Empty {}',
      'export class Slow { everyMs = 0; nextOrder() {} }',
    );
    expect(await failure(path)).toContain('~/several.ts has no default export; it exports Empty, One, Slow:');
    expect(await failure(path, 'Two')).toContain("has no export 'Two'; it exports Empty, One, Slow:");
    expect(await failure(path, 'arrow')).toContain("'arrow' of ~/several.ts is a plain function");
    expect(await failure(path, 'Empty')).toBe(
      [
        '~/several.ts:3:1: Empty has no method nextOrder(context), which a strategy needs',
        '  3 | export class Empty {}',
        '    | ^',
      ].join('\n'),
    );
    expect(await failure(write('none.ts', 'export {};'))).toContain('write `export default class');
  });

  test.each([
    ['0', '0'],
    ['"500"', "'500'"],
    ['NaN', 'NaN'],
    ['2 ** 31', '2147483648'],
  ])('everyMs = %s', async (code, shown) => {
    const path = write(
      'slow.js',
      'export default class Slow {',
      `  everyMs = ${code};`,
      '  nextOrder() {}',
      '}',
    );
    expect(await failure(path)).toBe(
      [
        `~/slow.js:2:3: everyMs of Slow is ${shown}; give a number of milliseconds from 1 to 2147483647, or leave it out`,
        `  2 |   everyMs = ${code};`,
        '    |   ^',
      ].join('\n'),
    );
  });

  test('a parameter that is declared wrongly', async () => {
    const path = write(
      'declares.ts',
      'export class First { static params = { levels: {} }; }',
      'export default class Second {',
      '  static readonly params = {',
      "    levels: { type: 'integer', default: 5 },",
      '  };',
      '}',
    );
    const file = { path, className: undefined };
    const loaded = await loadStrategy(file);
    expect(() => declaredParams(file, loaded)).toThrow(
      `${path}:4:5: static params: levels.about must be a text; got nothing\n  4 |     levels: {`,
    );
  });

  test('a missing file', async () => {
    expect(await failure(join(folder, 'gone.ts'))).toBe('there is no file ~/gone.ts');
  });

  test('a constructor that throws', async () => {
    const path = write(
      'throws.ts',
      'interface Unused { x: number }',
      'export default class Throws {',
      '  constructor() { throw new RangeError("too early"); }',
      '  nextOrder() {}',
      '}',
    );
    expect(await failure(path)).toBe(
      [
        'the constructor of Throws failed: ~/throws.ts:3:25: RangeError: too early',
        '  3 |   constructor() { throw new RangeError("too early"); }',
        '    |                         ^',
      ].join('\n'),
    );
  });

  test('a packed strategy fails with the same words at the same line, wherever it runs', async () => {
    write(
      'lib/deep.ts',
      '// a comment',
      'export const deep = (): number => {',
      '  throw new Error("deep");',
      '};',
    );
    const path = write(
      'packed.ts',
      `import { deep } from './lib/deep.ts';`,
      'deep();',
      'export default class { nextOrder() {} }',
    );
    const packed = unpackStrategy(await packStrategy(path));
    const words = async (loading: Promise<unknown>) =>
      (await loading.catch((error: Error) => error)) as Error;
    const here = await words(loadStrategy({ path, className: undefined }));
    expect(here.message).toContain('lib/deep.ts:3:9: Error: deep');
    rmSync(join(folder, 'lib'), { recursive: true });
    expect((await words(loadStrategy({ path, className: undefined }, packed))).message).toBe(here.message);
  });

  test('a file that throws while loading', async () => {
    const path = write('top.ts', 'export default class { nextOrder() {} }', 'throw new Error("at once");');
    expect(await failure(path)).toMatch(
      /^~\/top\.ts failed while it was loaded: ~\/top\.ts:2:7: Error: at once\n/,
    );
  });
});
