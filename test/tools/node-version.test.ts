/** A Node for which npm leaves parts of the build out gets one sentence, not a stack trace. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { ROOT } from '../support/documents.ts';

/** Plain JavaScript of another project of the compiler. */
interface Scripts {
  readonly nodeRefusal: (version: string) => string | undefined;
}

const { nodeRefusal } = (await import(pathToFileURL(join(ROOT, 'scripts/node-version.mjs')).href)) as Scripts;

test.each(['20.19.0', '20.20.2', '22.12.0', '23.0.0', '24.0.0', '26.12.1'])('%s runs Botpit', (version) => {
  expect(nodeRefusal(version)).toBeUndefined();
});

test.each(['18.20.8', '20.18.3', '21.7.3', '22.11.0'])('%s is refused', (version) => {
  expect(nodeRefusal(version)).toBe(
    `error: Botpit needs Node 20.19 or later (of Node 22: 22.12 or later); this is Node ${version}. Install a newer one and run npm ci again.`,
  );
});

test('package.json names the versions that Vite names', () => {
  const engines = (path: string) =>
    (JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as { engines: { node: string } }).engines.node;
  expect(engines('package.json')).toBe('^20.19.0 || >=22.12.0');
  expect(engines('node_modules/vite/package.json')).toBe('^20.19.0 || >=22.12.0');
});
