/** Where things are, in a checkout and in the installed app alike. */
import { join, resolve } from 'node:path';
import type { PitScripts } from './pit.ts';

export interface Paths {
  readonly scripts: PitScripts;
  /** The player's script. */
  readonly player: string;
  /** The script that writes a session's events. */
  readonly eventsExport: string;
  /** The script of the thread that unpacks a session. */
  readonly unpacking: string;
  readonly strategies: string;
  readonly preload: string;
  readonly page: string;
  readonly documents: string;
  readonly icon: string;
}

/** @param mainFolder the folder of the built entries, `out/main`. */
export function pathsFrom(mainFolder: string): Paths {
  const root = resolve(mainFolder, '../..');
  return {
    scripts: {
      exchange: join(mainFolder, 'exchange.js'),
      relay: join(mainFolder, 'relay.js'),
      bot: join(mainFolder, 'bot.js'),
    },
    player: join(mainFolder, 'play.js'),
    eventsExport: join(mainFolder, 'export-events.js'),
    unpacking: join(mainFolder, 'session-unpacking.js'),
    strategies: unpacked(join(root, 'strategies')),
    preload: join(root, 'out', 'preload', 'index.cjs'),
    page: join(root, 'out', 'renderer'),
    documents: unpacked(join(root, 'docs')),
    icon: join(root, 'resources', 'icon', 'linux', '256x256.png'),
  };
}

/**
 * Where esbuild's program is in the installed app. The library would look for it in the archive, where it cannot be run.
 * @returns null in a checkout, where the library finds it by itself
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
