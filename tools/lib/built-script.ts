/** Built scripts of workers and their parts, by the names of the build's own table. */
import { join } from 'node:path';
import type { PART_ENTRIES, WorkerName } from '../../src/runtime/workers.ts';

/** @param built folder of the built workers, `out/main` */
export function builtScript(built: string, name: WorkerName | keyof typeof PART_ENTRIES): string {
  return join(built, `${name}.js`);
}
