/** Classifies the files that the user drops on the window. */
import { isStrategyFile } from '../../contract/built-in-strategies.ts';

/** `other` may be a session, because a folder looks like a file here. */
export type Drop = { readonly strategy: string } | { readonly other: string } | { readonly refusal: string };

/** @param paths paths of the files; an empty one belongs to no file on this machine */
export function readDrop(paths: readonly string[]): Drop {
  const [path = '', ...others] = paths;
  if (path === '') return { refusal: 'The dropped item is not a file on this machine' };
  if (others.length > 0) {
    return { refusal: `Drop one strategy or session at a time; these were ${paths.length} files` };
  }
  return isStrategyFile(path) && !path.endsWith('.d.ts') ? { strategy: path } : { other: path };
}
