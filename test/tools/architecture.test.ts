/** The list of folders in docs/architecture.md equals the folders. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, textOf } from '../support/documents.ts';

/** Folders that hold folders to list, instead of being listed themselves. */
const HOLDERS = new Set(['src', 'src/workers']);

test('docs/architecture.md lists every folder, and no other', () => {
  expect(listed(textOf('docs/architecture.md')).toSorted()).toEqual(folders('.').toSorted());
});

test('a missing or an extra folder in the list would be detected', () => {
  const text = '## The house\n\n```text\nsrc/engine/  the exchange\ndocs/  guides\n```\n';
  expect(listed(text)).toEqual(['src/engine', 'docs']);
  expect(folders('src/workers')).toContain('src/workers/relay');
});

test('every folder of src is a project that the compiler builds', () => {
  const { references } = JSON.parse(textOf('tsconfig.json')) as {
    readonly references: readonly { readonly path: string }[];
  };
  const built = references.map(({ path }) => path).filter((path) => path.startsWith('src/'));
  expect(built.toSorted()).toEqual(folders('src').toSorted());
});

/** The paths at the beginning of the lines of "The house". */
function listed(markdown: string): readonly string[] {
  const [, block = ''] = /^## The house\n[^]*?^```text\n([^]*?)^```$/m.exec(markdown) ?? [];
  return [...block.matchAll(/^(\S+)\/ /gm)].map(([, path = '']) => path);
}

/** Folders that hold code or documents; what git ignores, and empty ones that a move left behind, do not count. */
function folders(parent: string): readonly string[] {
  const lines = readFileSync(join(ROOT, '.gitignore'), 'utf8').split('\n');
  const ignored = new Set(lines.map((line) => line.replace(/\/$/, '')));
  return readdirSync(join(ROOT, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !ignored.has(entry.name))
    .map(({ name }) => join(parent, name))
    .filter((path) => !ignored.has(`/${path}`)) // such as the lab's reports, beside the folder src/lab
    .flatMap((path) => (HOLDERS.has(path) ? folders(path) : [path]))
    .filter(hasFiles);
}

function hasFiles(path: string): boolean {
  return readdirSync(join(ROOT, path), { recursive: true, withFileTypes: true }).some((entry) =>
    entry.isFile(),
  );
}
