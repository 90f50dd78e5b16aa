/** Every gate can fail. Each canary is a small tree with one fault, which the gate must name. */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
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

/** The folders that the compiler treats as layers, as the root project lists them. */
function layers(): string[] {
  const { references } = JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8')) as {
    readonly references: readonly { readonly path: string }[];
  };
  return references.map(({ path }) => path).filter((path) => /^(src|strategies)/.test(path));
}

/** Each layer with a place that it must not import from. */
const FORBIDDEN: readonly (readonly [layer: string, from: string])[] = [
  ['src/contract', 'src/engine'],
  ['src/engine', 'src/runtime'],
  ['src/crowd', 'src/engine'],
  ['src/workers/crowd', 'src/workers/bot'],
  ['src/workers/index-feed', 'src/engine'],
  ['src/runtime', 'src/net'],
  ['src/net', 'src/config'],
  ['src/config', 'src/session'],
  ['src/session', 'src/workers/exchange'],
  ['src/workers/exchange', 'src/workers/relay'],
  ['src/workers/relay', 'src/engine'],
  ['src/workers/watch', 'src/engine'],
  ['src/workers/history', 'src/workers/relay'],
  ['src/workers/bot', 'src/engine'],
  ['src/workers/play', 'src/workers/exchange'],
  ['src/workers/replay', 'src/engine'],
  ['src/workers/verify-session', 'src/workers/exchange'],
  ['src/workers/pack-session', 'src/workers/play'],
  ['src/workers/export-events', 'src/workers/play'],
  ['src/quick-pit', 'src/lab'],
  ['src/lab', 'src/pit'],
  ['src/workers/lab', 'src/pit'],
  ['src/workers/lab-worker', 'src/pit'],
  ['src/pit', 'src/workers/bot'],
  ['src/headless', 'src/main'],
  ['src/main', 'src/workers/exchange'],
  ['src/renderer', 'src/engine'],
  ['src/preload', 'src/main'],
];

describe('the compiler keeps the layers apart', () => {
  const FORBIDDEN_CODE: readonly (readonly [layer: string, source: string, culprit: string])[] = [
    ['src/engine', "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n", 'node:fs'],
    ['src/engine', 'setTimeout(() => {}, 1);\n', 'setTimeout'],
    ['src/engine', "console.log('x');\n", 'console'],
    ['src/contract', 'document.title;\n', 'document'],
    ['src/renderer', "import { join } from 'node:path';\nexport const x = join;\n", 'node:path'],
    ['src/pit', "import { app } from 'electron';\nexport const x = app;\ndocument.title;\n", 'document'],
    ['strategies', 'process.env;\n', 'process'],
    ...FORBIDDEN.map(
      ([layer, from]) =>
        [layer, `export { x } from '${relative(layer, from)}/elsewhere.ts';\n`, 'elsewhere.ts'] as const,
    ),
  ];

  // One build of all canaries: a build for each takes the compiler's start thirty times.
  test(
    'it refuses each canary',
    () => {
      borrow('tsconfig.base.json', ...layers().map((folder) => `${folder}/tsconfig.json`));
      for (const folder of layers()) write(`${folder}/elsewhere.ts`, 'export const x = 1;\n');
      const canaries = FORBIDDEN_CODE.map(([layer, source, culprit], index) => {
        write(`${layer}/canary-${index}.ts`, source);
        return { path: `${layer}/canary-${index}.ts`, culprit };
      });
      const { status, output } = run('tsc', '-b', ...layers());
      expect(status).not.toBe(0);
      expect(missed(output, canaries)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test('every layer has a canary with a forbidden import', () => {
    const sources = layers().filter((folder) => folder.startsWith('src/'));
    expect(FORBIDDEN.map(([layer]) => layer).sort()).toEqual(sources.sort());
  });
});

test('the linter refuses each canary', () => {
  const canaries = [
    ['src/engine', 'export const now = () => Date.now();\n', 'Date'],
    ['src/engine', 'export const dice = () => Math.random();\n', 'random'],
    ['src/contract', "export { apply } from '../engine/index.ts';\n", 'engine'],
    ['src/workers/bot', "import { app } from 'electron';\napp.quit();\n", 'electron'],
    ['src/pit', "import { app } from 'electron';\napp.quit();\n", 'electron'],
    ['src/lab', "export { x } from '../pit/x.ts';\n", 'pit'],
    ['src/headless', "import { app } from 'electron';\napp.quit();\n", 'electron'],
    ['src/session', "export { x } from '../workers/x.ts';\n", 'workers'],
    ['src/renderer', "export { parseRequest } from '../contract/orders.ts';\n", 'contract/orders'],
    ['src/main', 'export function f(x: any) {\n  return x;\n}\n', 'any'],
  ].map(([layer = '', source = '', culprit = ''], index) => {
    write(`${layer}/canary-${index}.ts`, source);
    return { path: `${layer}/canary-${index}.ts`, culprit };
  });
  borrow('.oxlintrc.json');
  const { status, output } = run('oxlint', '--deny-warnings', '--format=unix');
  expect(status).not.toBe(0);
  expect(missed(output, canaries)).toEqual([]);
});

/** The canaries that no line of the output names together with their culprit. */
function missed(output: string, canaries: readonly { readonly path: string; readonly culprit: string }[]) {
  const lines = output.split('\n');
  return canaries.filter(
    ({ path, culprit }) =>
      !lines.some((line) => line.startsWith(path) && line.slice(path.length).includes(culprit)),
  );
}

test('the format check refuses files that prettier would change', () => {
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
