import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { assertUserData } from '../../src/main/user-data.ts';

function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'botpit-user-data-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

// Windows has no such bits.
test.skipIf(process.platform === 'win32')('a missing folder is made, for this user alone', () => {
  const folder = join(temporaryFolder(), 'new', 'profile');
  assertUserData(() => folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('a folder that cannot be made is refused with its path and the option', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  expect(() => assertUserData(() => join(file, 'profile'))).toThrow(/file.*--user-data-dir=DIR/);
});

test('a system without such a folder is refused with its reason', () => {
  const none = () => {
    throw new Error("Failed to get 'userData' path");
  };
  expect(() => assertUserData(none)).toThrow(/Failed to get 'userData' path.*--user-data-dir=DIR/);
});
