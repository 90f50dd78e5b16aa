/**
 * Follows a file that people edit, by looking at it four times a second. The first look reports a change too: the file
 * may have changed since it was last read, which Node's `watchFile` would never notice.
 */
import { statSync } from 'node:fs';

const LOOK_INTERVAL_MS = 250;

/** @param onChange reads the file; the content may be the same as before @returns ends it */
export function followFile(path: string, onChange: () => void): () => void {
  let seen: string | undefined;
  const look = (): void => {
    const found = versionOf(path);
    if (found === seen) return;
    seen = found;
    onChange();
  };
  const looking = setInterval(look, LOOK_INTERVAL_MS).unref();
  return () => clearInterval(looking);
}

function versionOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? 'missing' : `${found.ino} ${found.size} ${found.mtimeNs}`;
}
