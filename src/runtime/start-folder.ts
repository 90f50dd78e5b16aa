/** Paths on a command line. npm runs a script in Botpit's folder, and passes the folder of the command as INIT_CWD. */
import { resolve } from 'node:path';

/** Absolute path, relative to the folder in which the command was started. */
export function fromStartFolder(path: string): string {
  return resolve(process.env['INIT_CWD'] ?? '.', path);
}
