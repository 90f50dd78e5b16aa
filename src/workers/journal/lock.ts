/** One exchange at a time writes to a session's folder. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../host.ts';
import { journalFolder } from './segment.ts';

/**
 * Take the folder for this process. What a crashed one left behind does not count.
 * @returns gives it back
 * @throws SetupError when another process that runs has it
 */
export function lockSession(session: string): () => void {
  const path = join(journalFolder(session), 'lock');
  const owner = ownerOf(path);
  if (owner !== null && owner !== process.pid && isRunning(owner)) {
    throw new SetupError(
      `${session} is in use by process ${owner}: stop that exchange, or choose another folder. If process ${owner} is none of Botpit's, delete ${path}.`,
    );
  }
  try {
    mkdirSync(journalFolder(session), { recursive: true });
    writeFileSync(path, String(process.pid));
  } catch (error) {
    throw new SetupError(
      `${session} cannot be written: ${(error as Error).message}. Choose another folder with --data-dir, or do without a journal: --durability memory.`,
    );
  }
  return () => rmSync(path, { force: true });
}

/** Whether an exchange that runs writes there. */
export function isInUse(session: string): boolean {
  const owner = ownerOf(join(journalFolder(session), 'lock'));
  return owner !== null && isRunning(owner);
}

function ownerOf(path: string): number | null {
  try {
    return Number(readFileSync(path, 'utf8')) || null;
  } catch {
    return null;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
