/** The engine only computes, so it must not contain the schema library that checks messages. */
import { build } from 'esbuild';
import { expect, test } from 'vitest';

test('the engine needs no schema library at run time', async () => {
  const { metafile } = await build({
    entryPoints: ['src/engine/index.ts'],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'neutral',
    logLevel: 'silent',
  });
  const files = Object.keys(metafile.inputs);
  expect(files).toContain('src/engine/apply.ts');
  expect(files.filter((file) => !/^src\/(engine|contract)\//.test(file))).toEqual([]);
});
