/** Every command in the documents exists and has the options that they give it. Every source file exists. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { documents, mentions, ROOT, sourcePaths, textOf, type Mention } from '../support/documents.ts';

const { scripts } = JSON.parse(textOf('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const TOOL = /^node scripts\/run\.mjs (?<tool>[\w/-]+)(?: (?<worker>[\w-]+))?$/;
const helps = new Map<string, string>();

/** The text with a command's options: its help, or for the few without help its source. */
function knownTo(script: string): string {
  const known = helps.get(script) ?? lookUp(script);
  helps.set(script, known);
  return known;
}

function lookUp(script: string): string {
  const command = scripts[script] ?? '';
  const { tool, worker } = TOOL.exec(command)?.groups ?? {};
  if (worker !== undefined) return helpOf(join('out', 'main', `${worker}.js`));
  if (script === 'start') return helpOf(join('scripts', 'run.mjs'), 'start/start') + knownTo('host');
  if (tool === undefined) return command;
  // In the source an option is a key, in camelCase or quoted with dashes, or part of a message.
  return sourceOf(join('tools', `${tool}.ts`)).replaceAll(/'?([a-z][a-zA-Z-]*)'?:/g, (_, key: string) => {
    return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} `;
  });
}

/** A tool's file and its imports: a command's sub-commands, and the code that reads its arguments. */
function sourceOf(path: string): string {
  const text = textOf(path);
  const imported = [...text.matchAll(/(?:import\(|from )'(\.[^']+\.ts)'/g)].map(([, file = '']) => file);
  return text + imported.map((file) => textOf(join(dirname(path), file))).join('\n');
}

function helpOf(...args: readonly string[]): string {
  return execFileSync(process.execPath, [...args, '--help'], { encoding: 'utf8', cwd: ROOT });
}

/** `--no-keep-journal` is listed as `--[no-]keep-journal`. */
function knows(script: string, option: string): boolean {
  const listed = option.replace(/^no-/, '');
  return option === 'help' || new RegExp(String.raw`--(\[no-\])?${listed}(?![\w-])`).test(knownTo(script));
}

function problemsOf({ script, options, text }: Mention): readonly string[] {
  if (script !== null && !(script in scripts)) return [`there is no npm run ${script}: ${text}`];
  const candidates = script === null ? Object.keys(scripts) : [script];
  const strange = options.filter((option) => !candidates.some((candidate) => knows(candidate, option)));
  return strange.map((option) => `nobody knows --${option}: ${text}`);
}

/** Folders from which the documents name source files. */
const BASES = ['', 'src', join('src', 'renderer')];
const missingFiles = (markdown: string): readonly string[] =>
  sourcePaths(markdown).filter((path) => !BASES.some((base) => existsSync(join(ROOT, base, path))));

const problems = (markdown: string): readonly string[] => mentions(markdown).flatMap(problemsOf);

describe('the documents', () => {
  test.each(documents())('%s names only existing commands and options', (document) => {
    expect(problems(textOf(document))).toEqual([]);
  });

  test('name only existing source files', () => {
    const texts = documents().map(textOf);
    expect(texts.flatMap(missingFiles)).toEqual([]);
    expect(texts.flatMap(sourcePaths).length).toBeGreaterThan(100);
    expect(missingFiles('`src/engine/no-such.ts` `src/engine/apply.ts` `feed/feed.ts`')).toEqual([
      'src/engine/no-such.ts',
    ]);
  });

  test('are found', () => {
    const all = documents().flatMap((document) => mentions(textOf(document)));
    expect(new Set(all.map(({ script }) => script)).size).toBeGreaterThan(15);
    expect(all.flatMap(({ options }) => options).length).toBeGreaterThan(50);
  });

  test('a missing command or option would be detected', () => {
    expect(problems('Try `npm run nothing`, or `--no-such-option`.')).toHaveLength(2);
    expect(problems('```sh\nA=b npm run relay -- --upstream ws://x --deposit 5 # --not-this\n```')).toEqual([
      'nobody knows --deposit: A=b npm run relay -- --upstream ws://x --deposit 5',
    ]);
    expect(problems('`npm run bench -- engine --ops 5` `npm run bench -- engine --opus 5`')).toHaveLength(1);
  });
});
