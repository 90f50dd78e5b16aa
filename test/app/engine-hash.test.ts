/** The same journal gives the same state in Electron's V8 as in Node's, and the same run of the lab the same result. */
import { execFile, fork } from 'node:child_process';
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
import type { RunMessage } from '../../src/lab/run-process.ts';
import type { RunRequest } from '../../src/lab/run.ts';
import { withBundles } from '../../tools/lib/bundles.ts';

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

test.skipIf(noElectron !== undefined)(
  'a run of the lab has the same hash and figures in Node and in Electron',
  async () => {
    const { executablePath } = await electronRuntime({ log: () => {} });
    const jitter = { ms: 2, jitterMs: 1 };
    const request: RunRequest = {
      path: fileURLToPath(new URL('../../strategies/maker.ts', import.meta.url)),
      className: undefined,
      params: [],
      seed: 5,
      minutes: 1,
      crowd: 10,
      bots: ['taker'],
      latency: { order: jitter, feed: jitter, answer: jitter },
    };
    const entries = ['src/lab/run.ts', 'src/lab/run-process.ts'];
    await withBundles(entries, async ({ paths: [, program = ''] }) => {
      const resultIn = (execPath: string) =>
        new Promise<RunMessage>((resolve, reject) => {
          const run = fork(program, { execPath, env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
          run.on('message', (message: RunMessage) => {
            if ('result' in message) resolve(message);
            else if ('reason' in message) reject(new Error(message.reason));
          });
          run.once('exit', (code) => reject(new Error(`it ended with ${code}`)));
          run.send(request);
        });
      const [inElectron, inNode] = await Promise.all([executablePath, process.execPath].map(resultIn));
      expect(inNode).toMatchObject({ result: { hash: expect.stringMatching(/^[\da-f]{64}$/) as string } });
      expect(inElectron).toEqual(inNode);
    });
  },
);
