/**
 * Chromium keeps its lock in the folder of user data. Where it cannot write that folder, it ends by a signal or answers
 * as if another instance held the lock, and the app would end without a word.
 */
import { accessSync, constants, mkdirSync } from 'node:fs';

/**
 * Makes the folder if it is missing, for this user alone, as Chromium would.
 * @param folder path of the folder; throws where the system has none, as Electron does in a home that cannot be written
 * @throws Error with a message for the user when files cannot be written there
 */
export function assertUserData(folder: () => string): void {
  try {
    const path = folder();
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.W_OK);
  } catch (error) {
    const reason = (error as Error).message;
    throw new Error(
      `the app cannot keep its settings and sessions (${reason}): choose a folder with --user-data-dir=DIR`,
      { cause: error },
    );
  }
}
