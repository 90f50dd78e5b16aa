/** Paths of the built files, in a checkout and in the installed app alike. */
import { join, resolve } from 'node:path';
import { WORKER_NAMES, type WorkerName } from '../runtime/workers.ts';

/** The built file of each worker. */
export type WorkerScripts = Readonly<Record<WorkerName, string>>;

export interface Paths {
  readonly scripts: WorkerScripts;
  /** Script of the thread that unpacks a session. */
  readonly unpacking: string;
  /** Script of the process that carries out one run of the lab. */
  readonly labRun: string;
  readonly strategies: string;
  /** Folder of the built-in rooms. */
  readonly rooms: string;
  readonly preload: string;
  readonly page: string;
  readonly documents: string;
  readonly icon: string;
}

/** @param mainFolder folder of the built entries, `out/main` */
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
 * Path of esbuild's program in the installed app. The library would look in the archive, where no program can run.
 * @returns null in a checkout, where the library finds the program
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

/**
 * Path outside the app's archive, for other programs such as esbuild and the file manager, which cannot read the
 * archive.
 */
function unpacked(path: string): string {
  return path.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
}
