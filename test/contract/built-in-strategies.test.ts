import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BUILT_IN_STRATEGIES } from '../../src/contract/built-in-strategies.ts';
import { ROOT, textOf } from '../support/documents.ts';

test('every built-in strategy has a file and a row in docs/strategies.md', () => {
  const files = new Set(readdirSync(join(ROOT, 'strategies')));
  const missing = BUILT_IN_STRATEGIES.filter((name) => !files.has(`${name}.ts`));
  expect(missing).toEqual([]);
  const text = textOf('docs/strategies.md');
  expect(BUILT_IN_STRATEGIES.filter((name) => !text.includes(`| \`${name}\` |`))).toEqual([]);
});
