/** One exchange at a time writes to a session's folder. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError } from '../host.ts';
import { journalFolder } from './segment.ts';

/** An exchange whose app was killed takes this long to notice, and to end in order. */
const WAIT_MS = 5_000;
const POLL_MS = 50;

/**
 * Take the folder for this process. What a crashed one left behind does not count; one that is ending is waited for.
 * @returns gives it back
 * @throws SetupError when another process has it and goes on
 */
export async function lockSession(session: string): Promise<() => void> {
  const path = join(journalFolder(session), 'lock');
  const deadlineMs = performance.now() + WAIT_MS;
  for (let owner = runningOwner(path); owner !== null; owner = runningOwner(path)) {
    if (performance.now() < deadlineMs) {
      await sleep(POLL_MS);
      continue;
    }
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
  return runningOwner(join(journalFolder(session), 'lock')) !== null;
}

function runningOwner(path: string): number | null {
  const owner = ownerOf(path);
  return owner !== null && owner !== process.pid && isRunning(owner) ? owner : null;
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
