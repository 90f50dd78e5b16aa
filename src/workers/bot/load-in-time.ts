/** Bounds the loading of a file. The watchdog ends an endless loop; this is for a file that waits for ever. */
import { SetupError } from '../../runtime/failure.ts';
import { LOAD_MS_MAX } from '../../runtime/versions.ts';
import type { StrategyFile } from './strategy-file.ts';

/** @throws SetupError when the file has not loaded after LOAD_MS_MAX */
export async function inTime<Loaded>({ path }: StrategyFile, loading: Promise<Loaded>): Promise<Loaded> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const reason = `${path} did not finish loading within ${LOAD_MS_MAX / 1_000} s; look for an await outside its functions that waits for ever`;
    timer = setTimeout(() => reject(new SetupError(reason)), LOAD_MS_MAX);
  });
  try {
    return await Promise.race([loading, late]);
  } finally {
    clearTimeout(timer);
  }
}
