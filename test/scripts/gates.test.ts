/** Every gate can fail. Each canary is a small tree with one fault in it, which the gate has to name. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TIMEOUT_MS = 60_000;

let tree: string;
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'botpit-canary-'));
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
});
afterEach(() => rmSync(tree, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text);
}

function borrow(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    copyFileSync(join(ROOT, path), join(tree, path));
  }
}

function run(tool: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(join(ROOT, 'node_modules/.bin', tool), args, {
    cwd: tree,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

describe('the compiler keeps the layers apart', () => {
  test.each([
    ['src/engine', "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n", 'node:fs'],
    ['src/engine', 'setTimeout(() => {}, 1);\n', 'setTimeout'],
    ['src/engine', "console.log('x');\n", 'console'],
    ['src/engine', "import { x } from '../workers/x.ts';\nexport const y = x;\n", 'workers/x.ts'],
    ['src/contract', 'document.title;\n', 'document'],
    ['src/renderer', "import { join } from 'node:path';\nexport const x = join;\n", 'node:path'],
    ['strategies', 'process.env;\n', 'process'],
  ])(
    'in %s: %j',
    (layer, source, culprit) => {
      borrow(
        'tsconfig.base.json',
        `${layer}/tsconfig.json`,
        'src/contract/tsconfig.json',
        'src/workers/tsconfig.json',
      );
      borrow('src/preload/tsconfig.json');
      write('src/contract/empty.ts', 'export {};\n');
      write('src/preload/empty.ts', 'export {};\n');
      write('src/workers/x.ts', 'export const x = 1;\n');
      write(`${layer}/canary.ts`, source);
      const { status, output } = run('tsc', '-b', layer);
      expect(status).not.toBe(0);
      expect(output).toContain(culprit);
    },
    TIMEOUT_MS,
  );
});

describe('the linter', () => {
  test.each([
    ['src/engine/canary.ts', 'export const now = () => Date.now();\n', 'Date'],
    ['src/engine/canary.ts', 'export const dice = () => Math.random();\n', 'random'],
    ['src/contract/canary.ts', "export { apply } from '../engine/index.ts';\n", 'engine'],
    ['src/workers/canary.ts', "import { app } from 'electron';\napp.quit();\n", 'electron'],
    ['src/renderer/canary.ts', "export { parseRequest } from '../contract/orders.ts';\n", 'contract/orders'],
    ['src/main/canary.ts', 'export function f(x: any) {\n  return x;\n}\n', 'any'],
  ])('refuses in %s: %j', (path, source, culprit) => {
    borrow('.oxlintrc.json');
    write(path, source);
    const { status, output } = run('oxlint', '--deny-warnings');
    expect(status).not.toBe(0);
    expect(output).toContain(culprit);
  });
});

test('the format check refuses what prettier would write otherwise', () => {
  borrow('.prettierrc.json');
  write('canary.ts', 'export const   x = "double";\n');
  expect(run('prettier', '--check', 'canary.ts').status).not.toBe(0);
});

test(
  'the dead-code check names an export that nobody uses',
  () => {
    borrow('knip.json', 'package.json');
    write('src/main/index.ts', "import { used } from './canary.ts';\nused();\n");
    write('src/main/canary.ts', 'export const used = () => 1;\nexport const unused = 2;\n');
    const { status, output } = run('knip', '--include', 'exports');
    expect(status).not.toBe(0);
    expect(output).toContain('unused');
  },
  TIMEOUT_MS,
);
