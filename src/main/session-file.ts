/** Sessions as `.botpit` files, which the app saves for others and unpacks for playback. */
import { rmSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { packSession } from '../session/journal/pack.ts';
import type { UnpackTask } from '../session/journal/unpack-in-thread.ts';
import { makeTemporaryFolder } from '../session/temporary-folder.ts';
import type { Dialogs } from './dialogs.ts';
import { SESSION_EXTENSION } from './session-file-name.ts';
import type { Pit } from '../pit/pit.ts';

export interface SaveContext {
  readonly pit: Pick<Pit, 'state'>;
  readonly dialogs: Pick<Dialogs, 'saveSession' | 'exported' | 'problem'>;
  /** First folder of the dialog. */
  readonly startFolder: string;
}

/** File → Save Session…: saves the newest session up to now. */
export async function saveSession({ pit, dialogs, startFolder }: SaveContext): Promise<void> {
  const { sessionFolder } = pit.state;
  const title = 'The session cannot be saved.';
  if (sessionFolder === undefined) {
    return dialogs.problem(title, 'There is no session yet: start the pit first.');
  }
  const name = `${basename(sessionFolder)}${SESSION_EXTENSION}`;
  const target = await dialogs.saveSession(join(startFolder, name));
  if (target === null) return;
  try {
    await packSession(sessionFolder, target);
  } catch (error) {
    return dialogs.problem(title, (error as Error).message);
  }
  await dialogs.exported('The session is saved.', target, [target]);
}

export type Unpack = (task: UnpackTask) => Promise<void>;

/** Unpacked sessions, each in a temporary folder. */
export class UnpackedSessions {
  readonly #unpack: Unpack;
  /** Temporary folders, by the session's folder in each. */
  readonly #temporary = new Map<string, string>();

  constructor(unpack: Unpack) {
    this.#unpack = unpack;
  }

  /** Unpacks a file. Rejects with a message for the user. @returns the session's folder, named like the file */
  async unpack(file: string): Promise<string> {
    const temporary = makeTemporaryFolder();
    const folder = join(temporary, basename(file, extname(file)));
    this.#temporary.set(folder, temporary);
    try {
      await this.#unpack({ file, folder });
    } catch (error) {
      this.delete(folder);
      throw error;
    }
    return folder;
  }

  /** Deletes an unpacked session. Another folder stays, and so does one that cannot be deleted yet. */
  delete(folder: string): void {
    const temporary = this.#temporary.get(folder);
    if (temporary === undefined) return;
    try {
      rmSync(temporary, { recursive: true, force: true });
      this.#temporary.delete(folder);
    } catch {
      // A player that is about to end may still read it.
    }
  }

  clear(): void {
    for (const folder of this.#temporary.keys()) this.delete(folder);
  }
}
