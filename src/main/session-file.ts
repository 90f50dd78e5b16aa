/** Sessions as `.botpit` files, which the app saves for others and unpacks for playback. */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { packSession } from '../session/journal/pack.ts';
import type { UnpackTask } from '../session/journal/unpack-in-thread.ts';
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

/** Unpacked sessions. Each opened file has a temporary folder until the app ends. */
export class UnpackedSessions {
  readonly #folders: string[] = [];
  readonly #unpack: Unpack;

  constructor(unpack: Unpack) {
    this.#unpack = unpack;
  }

  /** Unpacks a file. Rejects with a message for the user. @returns the session's folder, named like the file */
  async unpack(file: string): Promise<string> {
    const parent = await mkdtemp(join(tmpdir(), 'botpit-session-'));
    this.#folders.push(parent);
    const folder = join(parent, basename(file, extname(file)));
    await this.#unpack({ file, folder });
    return folder;
  }

  clear(): void {
    for (const folder of this.#folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  }
}
