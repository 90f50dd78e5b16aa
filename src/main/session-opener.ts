/** Opens recorded sessions: one that the user picks or drops, one from the system, or the running one. */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Outcome } from '../contract/pit-state.ts';
import type { Dialogs } from './dialogs.ts';
import { isSessionFile } from './session-file-name.ts';
import { UnpackedSessions, type Unpack } from './session-file.ts';
import type { Pit } from '../pit/pit.ts';
import type { OpenPlayback, Playback } from '../pit/playback.ts';

/** How far a rewind goes back: enough time to notice something and want to see it again. */
const REWIND_MS = 30_000;

export interface SessionOpenerOptions {
  readonly pit: Pick<Pit, 'state'>;
  readonly playback: Pick<Playback, 'open'>;
  readonly dialogs: Pick<Dialogs, 'problem' | 'sessionFile' | 'sessionFolder'>;
  /** Folder of the app's own sessions. */
  readonly sessions: string;
  readonly unpack: Unpack;
}

export class SessionOpener {
  readonly #options: SessionOpenerOptions;
  readonly #unpacked: UnpackedSessions;
  /** Counts the requests. Only the newest one counts, because an older one may take longer to unpack. */
  #asked = 0;
  /** Folder of the session that plays, or played last. */
  #played = '';

  constructor(options: SessionOpenerOptions) {
    this.#options = options;
    this.#unpacked = new UnpackedSessions(options.unpack);
  }

  async choose(): Promise<Outcome> {
    const { dialogs, pit, sessions } = this.#options;
    const { sessionFolder } = pit.state;
    const path = await dialogs.sessionFolder(sessionFolder === undefined ? sessions : dirname(sessionFolder));
    return path === null ? { ok: true } : this.open(path);
  }

  /** Opens a session from the menu. A dialog reports a failure. */
  async chooseOrReport(): Promise<void> {
    const outcome = await this.choose();
    if (!outcome.ok) await this.#options.dialogs.problem('The session cannot be opened.', outcome.reason);
  }

  /** Opens a saved session, from the menu or the system. @param file path of the file; null: ask the user for it */
  async openFileOrReport(file: string | null): Promise<void> {
    const { dialogs } = this.#options;
    const path = file ?? (await dialogs.sessionFile());
    if (path === null) return;
    const outcome = await this.open(path);
    if (!outcome.ok) await dialogs.problem(`${path} cannot be opened.`, outcome.reason);
  }

  /** Opens a dropped file or folder that is not a strategy. */
  async openDropped(path: string): Promise<Outcome> {
    if (isFolder(path) || isSessionFile(path)) return this.open(path);
    const what = 'a strategy is a .ts or .js file; a session is a .botpit file or a folder.';
    return { ok: false, reason: `'${basename(path)}' is neither a strategy nor a session: ${what}` };
  }

  /** Opens a session at its beginning. @param path folder or file of a session */
  async open(path: string): Promise<Outcome> {
    const start = { speed: 1, isPaused: false };
    this.#asked += 1;
    const turn = this.#asked;
    try {
      const isFile = isSessionFile(path) && !isFolder(path);
      const folder = isFile ? await this.#unpacked.unpack(path) : sessionFolderOf(path);
      if (turn === this.#asked) return await this.#play({ folder, isRewind: false, start });
      this.#unpacked.delete(folder);
      return { ok: true };
    } catch (error) {
      return { ok: false, reason: (error as Error).message };
    }
  }

  /** Plays a session, which replaces the one before it. */
  async #play(session: OpenPlayback): Promise<Outcome> {
    const before = this.#played;
    this.#played = session.folder;
    const outcome = await this.#options.playback.open(session);
    if (before !== session.folder) this.#unpacked.delete(before);
    return outcome;
  }

  /** Deletes the unpacked files. */
  close(): void {
    this.#unpacked.clear();
  }

  rewind(): Promise<Outcome> {
    const { phase, sessionFolder } = this.#options.pit.state;
    if (phase !== 'running' || sessionFolder === undefined) {
      return Promise.resolve({ ok: false, reason: 'No session is running.' });
    }
    const from = new Date(Date.now() - REWIND_MS).toISOString();
    const start = { from, speed: 1, isPaused: false };
    this.#asked += 1;
    return this.#play({ folder: sessionFolder, isRewind: true, start });
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Folder of the session that the user chose. The choice may be its `journal` folder. */
export function sessionFolderOf(path: string): string {
  const isInside = basename(path) === 'journal' && !existsSync(join(path, 'journal'));
  return isInside ? dirname(path) : path;
}
