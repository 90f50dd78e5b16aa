/** Recognises the file of a session by its name. */
import { extname } from 'node:path';

export const SESSION_EXTENSION = '.botpit';

export function isSessionFile(path: string): boolean {
  return extname(path).toLowerCase() === SESSION_EXTENSION;
}
