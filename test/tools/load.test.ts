/** A tool's bundle serves until a file in it changes. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../support/documents.ts';

mkdirSync(join(ROOT, 'out'), { recursive: true });
const folder = mkdtempSync(join(ROOT, 'out', 'load-test-'));
const name = basename(folder);
const bundles = join(ROOT, 'out', 'tools');
const record = join(bundles, `..-out-${name}-tool.json`);

beforeAll(() => save('tool.ts', `export { value } from './part.ts';`, 1_000));

afterEach(() => {
  for (const file of readdirSync(bundles))
    if (file.includes(name)) rmSync(join(bundles, file), { recursive: true });
});

afterAll(() => rmSync(folder, { recursive: true }));

/** @param seconds time of its last change */
function save(file: string, text: string, seconds: number): void {
  writeFileSync(join(folder, file), text);
  utimesSync(join(folder, file), seconds, seconds);
}

/** Plain JavaScript of another project of the compiler. */
interface Scripts {
  readonly loadTool: (tool: string) => Promise<{ readonly value: string }>;
}

async function load(): Promise<string> {
  const { loadTool } = (await import(pathToFileURL(join(ROOT, 'scripts/load.mjs')).href)) as Scripts;
  return (await loadTool(`../out/${name}/tool`)).value;
}

const made = () => readdirSync(bundles).filter((file) => file.includes(name) && file.endsWith('.mjs'));

test('a change of a file that the tool imports takes effect, also one that came while it was bundled', async () => {
  save('part.ts', `export const value: string = 'one';`, 1_000);
  expect(await load()).toBe('one');
  expect(existsSync(record)).toBe(true);
  save('part.ts', `export const value: string = 'two';`, 1_001);
  expect(await load()).toBe('two');
  expect(await load()).toBe('two');
  expect(made()).toHaveLength(2);
  rmSync(record);
  save('part.ts', `export const value: string = 'six';`, Date.now() / 1_000 + 60);
  expect(await load()).toBe('six');
  expect(existsSync(record)).toBe(false);
});

test('a bundle or a record that is missing or damaged is made again', async () => {
  save('part.ts', `export const value: string = 'ten';`, 1_002);
  expect(await load()).toBe('ten');
  writeFileSync(record, '{"bundle"');
  expect(await load()).toBe('ten');
  for (const file of made()) rmSync(join(bundles, file));
  expect(await load()).toBe('ten');
  expect(made()).toHaveLength(1);
});

test('a record that cannot be written does not stop the tool', async () => {
  save('part.ts', `export const value: string = 'ace';`, 1_003);
  mkdirSync(record, { recursive: true });
  expect(await load()).toBe('ace');
});

test('a constant of a module stays a constant', async () => {
  const lines = [
    `const LIMIT = 'on';`,
    `const [ONE, TWO] = ['e', LIMIT];`,
    `export const value = TWO + ONE;`,
  ];
  save('part.ts', lines.join('\n'), 1_005);
  expect(await load()).toBe('one');
  const code = readFileSync(join(bundles, made()[0]!), 'utf8');
  expect(code.match(/^\w+ (?=LIMIT|\[ONE)/gm)).toEqual(['const ', 'const ']);
});

test('a tsconfig.json of its folder has no effect, so its change needs no new bundle', async () => {
  save('tsconfig.json', `{ "compilerOptions": { "useDefineForClassFields": false } }`, 1_004);
  save(
    'part.ts',
    `class Base { get value() { return 'assigned'; } set value(_: string) {} }
    class Part extends Base { override value = 'defined'; }
    export const { value } = new Part();`,
    1_004,
  );
  expect(await load()).toBe('defined');
});
