/**
 * Mutual exclusion across processes. The lock is a folder with one entry, named after its owner.
 *
 * 1. The entry is a Unix socket on which its owner listens (on Windows a file, and the pipe of the same name). A
 *    connection shows whether the owner lives: a killed process never answers, and a busy or suspended one always does.
 *    Process ids do not matter. Containers have separate process ids, but share the kernel.
 * 2. The owner renames a folder that already holds its entry to the lock's path. A rename onto a folder that is not empty
 *    fails, so only one of two succeeds. A dead owner's lock is broken by deleting that very entry.
 * 3. Where the kernel cannot answer (a file system without sockets, a lock from another boot or machine), the entry's
 *    modification time is a heartbeat. A contender watches it with its own monotonic clock and compares no clocks.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;
const HEARTBEAT_MS = 1_000;
/** Age of the last heartbeat after which a lock has no owner. */
const STALE_MS = 10_000;
/** Longest path of a socket that every system accepts. */
const SOCKET_PATH_BYTES_MAX = 100;
/** Error codes of a rename onto an existing folder, on the different systems. */
const TAKEN = new Set(['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES', 'ENOTDIR']);
/** Error codes of a connection to a socket on which nobody listens. */
const DEAD = new Set(['ECONNREFUSED', 'ENOENT']);

type Liveness = 'alive' | 'dead' | 'unknown';

export type LockProblem = 'HELD' | 'NOT_REPLACEABLE' | 'NOT_WRITABLE';

/** The message quotes the system. The caller's sentence says what the user can do. */
export class FolderLockError extends Error {
  readonly problem: LockProblem;
  /** Process id of the owner. Present with HELD. */
  readonly ownerPid: number;

  constructor(problem: LockProblem, message: string, ownerPid = 0) {
    super(message);
    this.problem = problem;
    this.ownerPid = ownerPid;
  }
}

interface Patience {
  /** How long to wait for a live owner. */
  readonly waitMs: number;
  /** Called once when there is a live owner to wait for. */
  readonly onWait?: ((ownerPid: number) => void) | undefined;
}

/**
 * Takes the lock for this process. The lock of a dead owner does not count.
 * @returns a function that releases the lock
 * @throws FolderLockError when another process keeps it, or when the path is not writable
 */
export async function takeFolderLock(path: string, { waitMs, onWait }: Patience): Promise<() => void> {
  const owner = `${process.pid}-${bootId()}-${randomBytes(4).toString('hex')}`;
  const heartbeat = new HeartbeatWatch(path);
  const deadlineMs = performance.now() + waitMs;
  for (let hasWaited = false; ; await sleep(POLL_MS)) {
    const other = ownerOf(path);
    const state = other === null ? 'dead' : await heartbeat.judge(other);
    if (state === 'dead') {
      release(path, other);
      const unlock = await take(path, owner);
      if (unlock !== null) return unlock;
    }
    const lateMs = performance.now() - deadlineMs;
    if (lateMs > STALE_MS + waitMs)
      throw new FolderLockError('NOT_REPLACEABLE', `${path} cannot be replaced`);
    if (state !== 'alive') continue;
    const ownerPid = Number.parseInt(other as string, 10);
    if (lateMs > 0) throw new FolderLockError('HELD', `process ${ownerPid} holds ${path}`, ownerPid);
    if (!hasWaited) onWait?.(ownerPid);
    hasWaited = true;
  }
}

/** True when a live process holds the lock. */
export async function isFolderLocked(path: string): Promise<boolean> {
  const owner = ownerOf(path);
  if (owner === null) return false;
  const state = await ask(path, owner);
  return state === 'alive' || (state === 'unknown' && Date.now() - beatOf(path, owner) < STALE_MS);
}

/** Watches the heartbeat of a lock's owner while a contender waits for the lock. */
class HeartbeatWatch {
  readonly #path: string;
  #owner: string | null = null;
  #beat = 0;
  #changedMs = 0;
  #hasBeaten = false;

  constructor(path: string) {
    this.#path = path;
  }

  async judge(owner: string): Promise<Liveness> {
    const answer = await ask(this.#path, owner);
    if (answer !== 'unknown') return answer;
    const beat = beatOf(this.#path, owner);
    const nowMs = performance.now();
    if (owner !== this.#owner || beat !== this.#beat) {
      this.#hasBeaten = owner === this.#owner;
      [this.#owner, this.#beat, this.#changedMs] = [owner, beat, nowMs];
    }
    if (nowMs - this.#changedMs > STALE_MS) return 'dead';
    return this.#hasBeaten ? 'alive' : 'unknown';
  }
}

/**
 * @returns a function that releases the lock; null: another process has it
 * @throws FolderLockError when the path is not writable
 */
async function take(path: string, owner: string): Promise<(() => void) | null> {
  const mine = `${path}.${owner}`;
  let server: Server | null = null;
  try {
    mkdirSync(mine, { recursive: true });
    server = await listenAt(mine, owner);
    renameSync(mine, path);
  } catch (error) {
    server?.close();
    const { code = '', message, syscall } = error as NodeJS.ErrnoException;
    if (syscall === 'rename' && TAKEN.has(code)) return null;
    throw new FolderLockError('NOT_WRITABLE', message);
  } finally {
    if (existsSync(mine)) rmSync(mine, { recursive: true });
  }
  const beating = setInterval(() => beat(path, owner), HEARTBEAT_MS).unref();
  return () => {
    clearInterval(beating);
    server?.close();
    release(path, owner);
  };
}

/**
 * Creates the owner's entry in the folder.
 * @returns null when no socket is possible there, and the entry is a plain file
 */
async function listenAt(folder: string, owner: string): Promise<Server | null> {
  if (process.platform === 'win32') writeFileSync(join(folder, owner), '');
  const server = createServer((socket) => socket.destroy());
  const isListening = await withAddress(folder, owner, (address) => {
    const listening = new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(address, () => resolve(true));
    });
    return listening;
  });
  if (isListening === true) return server.unref();
  writeFileSync(join(folder, owner), '');
  return null;
}

async function ask(path: string, owner: string): Promise<Liveness> {
  if (owner.split('-')[1] !== bootId()) return 'unknown';
  if (process.platform !== 'win32' && statOf(path, owner)?.isSocket() !== true) return 'unknown';
  const answer = await withAddress(path, owner, (address) => {
    return new Promise<Liveness>((resolve) => {
      const socket = connect(address, () => resolve('alive'));
      socket.once('error', ({ code = '' }: NodeJS.ErrnoException) => {
        resolve(DEAD.has(code) ? 'dead' : 'alive');
      });
      socket.once('connect', () => socket.destroy());
    });
  });
  return answer ?? 'unknown';
}

/**
 * Address of an owner's socket. A socket's path must be short, and Linux has a short one for every open folder.
 * @returns null when the path is too long
 */
async function withAddress<Result>(
  folder: string,
  owner: string,
  use: (address: string) => Promise<Result>,
): Promise<Result | null> {
  if (process.platform === 'win32') return use(`\\\\.\\pipe\\botpit-${owner}`);
  const path = join(folder, owner);
  if (Buffer.byteLength(path) <= SOCKET_PATH_BYTES_MAX) return use(path);
  if (process.platform !== 'linux') return null;
  const handle = openSync(folder, 'r');
  try {
    return await use(`/proc/self/fd/${handle}/${owner}`);
  } finally {
    closeSync(handle);
  }
}

function beat(path: string, owner: string): void {
  try {
    utimesSync(join(path, owner), new Date(), new Date());
  } catch {
    // The folder is gone. The owner's own writes fail and report it.
  }
}

function beatOf(path: string, owner: string): number {
  return statOf(path, owner)?.mtimeMs ?? 0;
}

function statOf(path: string, owner: string) {
  return statSync(join(path, owner), { throwIfNoEntry: false });
}

/** @param owner null: the lock no longer has an entry */
function release(path: string, owner: string | null): void {
  if (owner !== null) rmSync(join(path, owner), { force: true });
  try {
    rmdirSync(path);
  } catch {
    // Another process has taken the lock meanwhile.
  }
}

function ownerOf(path: string): string | null {
  try {
    return readdirSync(path)[0] ?? null;
  } catch {
    return null;
  }
}

/**
 * Identifies the boot of a machine; `any` where the system does not reveal it. Containers of one machine agree on it.
 */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
  } catch {
    return 'any';
  }
}
