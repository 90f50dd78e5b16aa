/** Public test data outside the repository: the folder that the environment variable BOTPIT_DATA names. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The path of a file or folder of the data.
 * Undefined where it is missing; then a line reports that the tests of `what` are skipped, and why.
 */
export function publicData(path: string, what: string): string | undefined {
  const folder = process.env['BOTPIT_DATA'];
  if (folder === undefined) return skip(what, 'BOTPIT_DATA is not set');
  const found = join(folder, path);
  return existsSync(found) ? found : skip(what, `${found} is not there`);
}

function skip(what: string, why: string): undefined {
  console.warn(`Skipped: ${what}, because ${why}.`);
}
