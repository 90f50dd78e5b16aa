/** The real app where its folder of user data cannot be written. */
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { appCommand, electronRuntime } from '../../tools/electron/runtime.ts';
import { finished } from '../../tools/lib/run.ts';
import { noElectron } from '../support/app.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

test.skipIf(noElectron !== undefined)('the app ends with the reason', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'botpit-user-data-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const { executablePath, args } = appCommand(await electronRuntime({ log: () => {} }), ROOT);
  const profile = join(file, 'profile');
  const { exitCode, output } = await finished(executablePath, [...args, `--user-data-dir=${profile}`]);
  expect(output).toContain('error: the app cannot keep its settings and sessions');
  expect(output).toContain(profile);
  expect(exitCode).toBe(2);
});
