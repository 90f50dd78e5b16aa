/** Writes a starter strategy, and next to it the files with which an editor completes and checks it. */
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { botpitTypes } from './botpit-types.ts';
import starter from './starter.ts?raw';

export const TYPES_FILE = 'botpit.d.ts';
export const PROJECT_FILE = 'tsconfig.json';

/** Settings for the editor only. Botpit compiles strategies with its own settings. */
const PROJECT = {
  compilerOptions: {
    target: 'ES2022',
    module: 'ESNext',
    moduleResolution: 'bundler',
    lib: ['ES2023', 'DOM'],
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
  },
  include: ['*.ts'],
};

/** The path, with the extension .ts unless it already has a TypeScript extension. */
export function withEnding(path: string): string {
  return /\.[mc]?ts$/.test(path) && !path.endsWith('.d.ts') ? path : `${path}.ts`;
}

/** Replaces the strategy's own file, but no existing types or settings. Rejects with a message for the user. */
export async function writeStrategy(path: string): Promise<void> {
  const folder = dirname(path);
  await write(path, starter, 'w');
  await write(join(folder, TYPES_FILE), botpitTypes(), 'wx');
  await write(join(folder, PROJECT_FILE), `${JSON.stringify(PROJECT, null, 2)}\n`, 'wx');
}

/** @param flag `wx` leaves an existing file unchanged */
async function write(path: string, text: string, flag: 'w' | 'wx'): Promise<void> {
  try {
    await writeFile(path, text, { flag });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (flag === 'wx' && code === 'EEXIST') return;
    throw new Error(`${path} cannot be written: ${message}.`, { cause: error });
  }
}
