/** Where things are, in a checkout and in the installed app alike. */
import { join, resolve } from 'node:path';
import type { PitScripts } from './supervisor/pit.ts';

export interface Places {
  readonly scripts: PitScripts;
  /** The player's script. */
  readonly player: string;
  readonly strategies: string;
  readonly preload: string;
  readonly page: string;
  readonly documents: string;
}

/** @param mainFolder the folder of the built entries, `out/main`. */
export function placesFrom(mainFolder: string): Places {
  const root = resolve(mainFolder, '../..');
  return {
    scripts: {
      exchange: join(mainFolder, 'exchange.js'),
      relay: join(mainFolder, 'relay.js'),
      bot: join(mainFolder, 'bot.js'),
    },
    player: join(mainFolder, 'player.js'),
    strategies: unpacked(join(root, 'strategies')),
    preload: join(root, 'out', 'preload', 'index.cjs'),
    page: join(root, 'out', 'renderer'),
    documents: unpacked(join(root, 'docs')),
  };
}

/** Other programs, such as esbuild and the file manager, cannot look into the app's archive. */
function unpacked(path: string): string {
  return path.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
}
