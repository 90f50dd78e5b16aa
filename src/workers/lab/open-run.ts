/** `npm run lab -- --open RUN`: a saved run in the app. */
import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const EXTENSION = '.botpit';
/** As seen from the built worker in a checkout. */
const START_SCRIPT = new URL('../../scripts/run.mjs', import.meta.url);

/**
 * Opens a saved run in the app.
 * @param name `worst`, `a-best` or `toxic/worst`; without a letter, of the last variant
 * @returns the app's exit code. @throws Error for a run that is not there
 */
export async function openRun(folder: string, name: string): Promise<number> {
  const inside = join(folder, dirname(name));
  const files = (await readdir(inside).catch(() => [])).filter((file) => file.endsWith(EXTENSION)).toSorted();
  const wanted = `${basename(name)}${EXTENSION}`;
  const file = files.findLast((each) => each === wanted || each.endsWith(`-${wanted}`));
  if (file === undefined) {
    const known = files.length === 0 ? 'none is saved there' : `there are ${files.join(', ')}`;
    throw new Error(`--open ${name}: there is no such run in ${inside}; ${known}.`);
  }
  const app = spawn(process.execPath, [fileURLToPath(START_SCRIPT), 'start/start', join(inside, file)], {
    stdio: 'inherit',
  });
  return new Promise((resolve) => app.once('close', (code) => resolve(code ?? 1)));
}
