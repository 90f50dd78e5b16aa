import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { esbuildProgram, pathsFrom } from '../../src/pit/paths.ts';

const installed = resolve('/opt/Botpit/resources/app.asar');
const unpacked = resolve('/opt/Botpit/resources/app.asar.unpacked');
const checkout = resolve('/home/ann/botpit');

test('files for other programs are beside the archive, the rest is in it', () => {
  const paths = pathsFrom(join(installed, 'out', 'main'));
  expect(paths.strategies).toBe(join(unpacked, 'strategies'));
  expect(paths.documents).toBe(join(unpacked, 'docs'));
  expect(paths.page).toBe(join(installed, 'out', 'renderer'));
  expect(paths.scripts.bot).toBe(join(installed, 'out', 'main', 'bot.js'));
});

test("the path of esbuild's program is set where the library would not find it", () => {
  const program = esbuildProgram(join(installed, 'out', 'main'));
  expect(
    program?.startsWith(join(unpacked, 'node_modules', '@esbuild', `${process.platform}-${process.arch}`)),
  ).toBe(true);
  expect(esbuildProgram(join(checkout, 'out', 'main'))).toBeNull();
});
