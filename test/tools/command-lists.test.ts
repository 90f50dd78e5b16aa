/** docs/development.md lists every sub-command of `npm run bench` and `npm run make`. */
import { expect, test, vi } from 'vitest';
import { textOf } from '../support/documents.ts';

const lists = vi.hoisted(() => new Map<string, readonly string[]>());
vi.mock('../../tools/lib/sub-commands.ts', () => ({
  runSubCommand: (command: string, commands: object) => lists.set(command, Object.keys(commands)),
}));

test.each([
  ['npm run bench', () => import('../../tools/bench/commands/index.ts')],
  ['npm run make', () => import('../../tools/make.ts')],
])('%s', async (command, load) => {
  await load();
  const [, line = ''] =
    new RegExp(`^\\| \`${command}\` \\| lists [^:]*: ([^(|]*)`, 'm').exec(textOf('docs/development.md')) ??
    [];
  expect([...line.matchAll(/`([^`]+)`/g)].map(([, name]) => name)).toEqual(lists.get(command));
});
