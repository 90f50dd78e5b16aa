/** The same journal gives the same state in Electron's V8 as in Node's. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import { electronRuntime } from '../../tools/electron/runtime.ts';
import { journalHashes } from '../simulator/journal.ts';
import { noElectron } from '../support/app.ts';

const JOURNAL = fileURLToPath(new URL('../simulator/journal.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'botpit-journal-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.skipIf(noElectron !== undefined)(
  '6,000 commands leave the engine equal in Node and in Electron',
  async () => {
    const program = join(folder, 'journal.mjs');
    await build({
      stdin: {
        contents: `import { journalHashes } from ${JSON.stringify(JOURNAL)};
        console.log(JSON.stringify({ v8: process.versions.v8, hashes: journalHashes() }));`,
        resolveDir: folder,
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile: program,
    });
    const { executablePath } = await electronRuntime({ log: () => {} });
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    const { stdout } = await promisify(execFile)(executablePath, [program], { env });
    const { v8, hashes } = JSON.parse(stdout) as { v8: string; hashes: readonly string[] };
    expect(v8).not.toBe(process.versions.v8);
    expect(hashes).toHaveLength(600);
    expect(hashes).toEqual(journalHashes());
  },
);
