/**
 * One exchange at a time writes to a session's folder. `journal/lock` is a folder with one file, whose name is its owner.
 *
 * It is taken by renaming a folder that names its owner already: two cannot both succeed. What a process left behind
 * that is gone is broken by deleting that very owner's file, which cannot be anybody else's.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError } from '../../runtime/worker-frame.ts';
import { journalFolder } from './segment.ts';

/** An exchange whose app was killed takes this long to notice, and to end in order. */
const WAIT_MS = 5_000;
const POLL_MS = 50;
/** What a rename says of a folder that is there, by system. */
const TAKEN = new Set(['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES', 'ENOTDIR']);
/** Of `/proc/PID/stat`, behind the name of the program. */
const START_TIME_FIELD = 19;

/**
 * Take the folder for this process. What a crashed one left behind does not count; one that is ending is waited for.
 * @returns gives it back
 * @throws SetupError when another process has it and goes on
 */
export async function lockSession(session: string): Promise<() => void> {
  const path = lockPath(session);
  const owner = nameOf(process.pid);
  const deadlineMs = performance.now() + WAIT_MS;
  while (!take(session, owner)) {
    const other = ownerOf(path);
    if (other === null || !isRunning(other)) release(path, other);
    else if (performance.now() > deadlineMs) throw inUse(session, other);
    await sleep(POLL_MS);
    if (performance.now() > deadlineMs + WAIT_MS) throw new SetupError(`${path} is in the way: delete it.`);
  }
  return () => release(path, owner);
}

/** Whether an exchange that runs writes there. */
export function isInUse(session: string): boolean {
  const owner = ownerOf(lockPath(session));
  return owner !== null && isRunning(owner);
}

function lockPath(session: string): string {
  return join(journalFolder(session), 'lock');
}

/** @throws SetupError when nothing can be written there */
function take(session: string, owner: string): boolean {
  const path = lockPath(session);
  const mine = `${path}.${owner}`;
  try {
    mkdirSync(mine, { recursive: true });
    writeFileSync(join(mine, owner), '');
    renameSync(mine, path);
    return true;
  } catch (error) {
    const { code = '', message, syscall } = error as NodeJS.ErrnoException;
    if (syscall === 'rename' && TAKEN.has(code)) return false;
    throw new SetupError(
      `${session} cannot be written: ${message}. Choose another folder with --data-dir, or do without a journal: --durability memory.`,
    );
  } finally {
    if (existsSync(mine)) rmSync(mine, { recursive: true });
  }
}

/** @param owner null: nobody is named there any more */
function release(path: string, owner: string | null): void {
  if (owner !== null) rmSync(join(path, owner), { force: true });
  try {
    rmdirSync(path);
  } catch {
    // Somebody else has taken it meanwhile.
  }
}

function ownerOf(path: string): string | null {
  try {
    return readdirSync(path)[0] ?? null;
  } catch {
    return null;
  }
}

/** A process's number comes again, after a restart of the machine or in a container soon; number and birth do not. */
function nameOf(pid: number): string {
  return `${pid}-${birthOf(pid)}`;
}

/** Empty where the system does not say. */
function birthOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [boot = ''] = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').split('-');
    return `${boot}-${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_TIME_FIELD]}`;
  } catch {
    return '';
  }
}

function isRunning(owner: string): boolean {
  const pid = Number.parseInt(owner, 10);
  return pid !== process.pid && isThere(pid) && owner === nameOf(pid);
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function inUse(session: string, owner: string): SetupError {
  const pid = Number.parseInt(owner, 10);
  return new SetupError(
    `${session} is in use by process ${pid}: stop that exchange, or choose another folder. If process ${pid} is none of Botpit's, delete ${lockPath(session)}.`,
  );
}
