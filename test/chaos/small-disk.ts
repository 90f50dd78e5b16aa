/** A file system in memory that a test can fill, where the system allows one. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DISK_BYTES = 256 * 1_024 * 1_024;
const TMPFS_OPTIONS = `size=${DISK_BYTES}`;

export class SmallDisk {
  readonly folder: string;
  /** False: an ordinary folder, which is not filled. */
  readonly isSmall: boolean;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    this.isSmall = mounted(folder);
  }

  fill(): void {
    try {
      writeFileSync(this.#filler, Buffer.alloc(DISK_BYTES));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  free(): void {
    rmSync(this.#filler);
  }

  close(): void {
    if (this.isSmall) execFileSync('umount', ['-l', this.folder]);
  }

  get #filler(): string {
    return join(this.folder, 'filler');
  }
}

function mounted(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', TMPFS_OPTIONS, 'botpit', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // not root, or no Linux
  }
}
