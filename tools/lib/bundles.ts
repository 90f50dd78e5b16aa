// Bundles of the project's TypeScript for code that runs in threads, child processes and pages.

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { projectFolder } from './project.ts';

/**
 * Bundles files inside the project, where their packages are found, while `use` runs.
 * @param entries paths from the project's folder; each becomes a separate module
 */
export async function withBundles<Module, Result>(
  entries: readonly string[],
  use: (bundles: Bundles<Module>) => Promise<Result>,
): Promise<Result> {
  await mkdir(join(projectFolder, 'out'), { recursive: true });
  const folder = await mkdtemp(join(projectFolder, 'out', 'bundles-'));
  try {
    for (const entry of entries) await bundle(entry, folder);
    const paths = entries.map((entry) => join(folder, `${basename(entry, '.ts')}.mjs`));
    const load = (path: string | undefined) => import(pathToFileURL(path ?? '').href) as Promise<Module>;
    return await use({ folder, paths, first: await load(paths[0]) });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Bundles as electron.vite.config.ts does, so that a bench measures the code of the app. */
async function bundle(entry: string, folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    root: projectFolder,
    build: {
      ssr: join(projectFolder, entry),
      outDir: folder,
      emptyOutDir: false,
      copyPublicDir: false,
      rollupOptions: {
        output: {
          format: 'es',
          entryFileNames: `${basename(entry, '.ts')}.mjs`,
          codeSplitting: false,
          topLevelVar: false,
        },
      },
    },
  });
}

export interface Bundles<Module> {
  /** Folder of the bundles, which is removed when `use` has ended. */
  readonly folder: string;
  /** Paths of the bundles, in the order of the entries. */
  readonly paths: readonly string[];
  /** Module of the first entry. */
  readonly first: Module;
}
