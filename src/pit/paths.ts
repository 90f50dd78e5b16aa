/** Paths of the built files, in a checkout and in the installed app alike. */
import { join, resolve } from 'node:path';
import { WORKER_NAMES, type WorkerName } from '../runtime/workers.ts';

/** The built file of each worker. */
export type WorkerScripts = Readonly<Record<WorkerName, string>>;

export interface Paths {
  readonly scripts: WorkerScripts;
  /** The script of the thread that unpacks a session. */
  readonly unpacking: string;
  /** The script of the process of one run of the lab. */
  readonly labRun: string;
  readonly strategies: string;
  /** Folder of the rooms in the box. */
  readonly rooms: string;
  readonly preload: string;
  readonly page: string;
  readonly documents: string;
  readonly icon: string;
}

/** @param mainFolder the folder of the built entries, `out/main`. */
export function pathsFrom(mainFolder: string): Paths {
  const root = resolve(mainFolder, '../..');
  return {
    scripts: scriptsIn(mainFolder),
    unpacking: join(mainFolder, 'session-unpacking.js'),
    labRun: join(mainFolder, 'lab-run.js'),
    strategies: unpacked(join(root, 'strategies')),
    rooms: join(root, 'resources', 'rooms'),
    preload: join(root, 'out', 'preload', 'index.cjs'),
    page: join(root, 'out', 'renderer'),
    documents: unpacked(join(root, 'docs')),
    icon: join(root, 'resources', 'icon', 'linux', '256x256.png'),
  };
}

function scriptsIn(mainFolder: string): WorkerScripts {
  const scripts = WORKER_NAMES.map((name) => [name, join(mainFolder, `${name}.js`)] as const);
  return Object.fromEntries(scripts) as WorkerScripts;
}

/**
 * The path of esbuild's program in the installed app. The library would look in the archive, where no program can run.
 * @returns null in a checkout, where the library finds its program
 */
export function esbuildProgram(mainFolder: string): string | null {
  const folder = join(
    resolve(mainFolder, '../..'),
    'node_modules',
    '@esbuild',
    `${process.platform}-${process.arch}`,
  );
  const program = process.platform === 'win32' ? join(folder, 'esbuild.exe') : join(folder, 'bin', 'esbuild');
  return unpacked(program) === program ? null : unpacked(program);
}

/** Other programs, such as esbuild and the file manager, cannot look into the app's archive. */
function unpacked(path: string): string {
  return path.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
}
