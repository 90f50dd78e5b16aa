/** Every link of a document leads to a file, and every anchor to a heading, as GitHub names headings. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { documents, ROOT } from '../support/documents.ts';

const RESULTS = join('docs', 'results');
const FILES = [
  ...documents(),
  'CHANGELOG.md',
  ...readdirSync(join(ROOT, RESULTS)).map((name) => join(RESULTS, name)),
];

const textOf = (file: string): string =>
  readFileSync(join(ROOT, file), 'utf8').replaceAll(/^```.*?^```/gms, '');

function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of text.matchAll(/^#{1,6} (.*)$/gm)) {
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = plain.replaceAll(/[^\p{L}\p{N}_\- ]/gu, '').replaceAll(' ', '-');
    let anchor = slug;
    for (let copy = 1; anchors.has(anchor); copy += 1) anchor = `${slug}-${copy}`;
    anchors.add(anchor);
  }
  return anchors;
}

function brokenLinks(file: string, text: string): readonly string[] {
  const links = [...text.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)].map(
    ([, link = '']) => link,
  );
  return links.filter((link) => !/^\w+:/.test(link) && !leads(file, text, link));
}

function leads(file: string, text: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? file : relative(ROOT, join(ROOT, dirname(file), path));
  if (!existsSync(join(ROOT, target))) return false;
  return anchor === undefined || anchorsOf(path === '' ? text : textOf(target)).has(anchor);
}

test.each(FILES)('the links of %s lead somewhere', (file) => {
  expect(brokenLinks(file, textOf(file))).toEqual([]);
});

test('a missing file and a missing heading would be detected', () => {
  const text =
    '# A `b`: c\n\n[1](#a-b-c) [2](#a) [3](docs/no.md) [4](docs/lab.md#columns) [5](docs/lab.md#no) `[6](x)`';
  expect(brokenLinks('README.md', text)).toEqual(['#a', 'docs/no.md', 'docs/lab.md#no']);
});
