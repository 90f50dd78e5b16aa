/**
 * Follows a file that people edit, with four checks per second. The first check also reports a change, because the file
 * may have changed since it was last read. Node's `watchFile` would never notice that.
 */
import { statSync } from 'node:fs';

const LOOK_INTERVAL_MS = 250;

/** @param onChange reads the file, whose content may be unchanged @returns a function that ends it */
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
