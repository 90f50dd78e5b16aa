/** What of the files that are dropped on the window is a strategy. */
const STRATEGY_FILE = /\.[mc]?[tj]s$/;

export type Drop = { readonly path: string } | { readonly refusal: string };

/** @param paths of the files; an empty one is of no file on this machine */
export function readDrop(paths: readonly string[]): Drop {
  const [path = '', ...others] = paths;
  if (path === '') return { refusal: 'What was dropped is no file on this machine' };
  if (others.length > 0) {
    return { refusal: `Drop one strategy at a time; these were ${paths.length} files` };
  }
  if (STRATEGY_FILE.test(path) && !path.endsWith('.d.ts')) return { path };
  const name = path.split(/[\\/]/).at(-1) ?? path;
  return { refusal: `'${name}' is no strategy: it must be a .ts or .js file` };
}
