/**
 * Git on Windows is usually set to end lines with CR LF. The gates compare files byte by byte: prettier wants LF, and the
 * tests compare documents, records of output and hashes.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const project = fileURLToPath(new URL('../..', import.meta.url));
const git = (...args: string[]) => execFileSync('git', args, { cwd: project });
const isCheckout = existsSync(join(project, '.git'));
const FILES = ['README.md', 'src/engine/apply.ts', 'resources/linux/launch.sh', 'resources/icon/icon.ico'];

test.runIf(isCheckout)('a checkout has the same bytes where Git is set to end lines with CR LF', () => {
  const folder = mkdtempSync(join(tmpdir(), 'botpit-line-ends-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  git('-c', 'core.autocrlf=true', 'checkout-index', `--prefix=${folder}${sep}`, ...FILES);
  const changed = FILES.filter(
    (file) => !readFileSync(join(folder, file)).equals(git('cat-file', 'blob', `:${file}`)),
  );
  expect(changed).toEqual([]);
});
