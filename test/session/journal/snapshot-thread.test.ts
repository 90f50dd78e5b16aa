/** The thread that writes snapshots loads little, because its code stays in the exchange's memory. */
import { build, type Metafile } from 'esbuild';
import { expect, test } from 'vitest';

const THREAD = 'src/session/journal/snapshot-thread.ts';

test('the thread loads no schema library before it replays a journal', async () => {
  const { metafile } = await build({
    entryPoints: [THREAD],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    logLevel: 'silent',
  });
  const files = loadedWith(metafile, THREAD);
  expect(files).toContain('src/engine/records/copied-orders.ts');
  expect(files.filter((file) => !/^src\/(engine|contract|runtime|session)\//.test(file))).toEqual([]);
  expect(Object.keys(metafile.inputs).some((file) => file.includes('/zod/'))).toBe(true);
});

/** Files that a module loads before it runs. */
function loadedWith({ inputs }: Metafile, entry: string): readonly string[] {
  const found = new Set([entry]);
  for (const file of found) {
    for (const { path, kind, external } of inputs[file]?.imports ?? [])
      if (kind === 'import-statement' && external !== true) found.add(path);
  }
  return [...found];
}
