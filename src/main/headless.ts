/** A pit without a screen, under plain Node. */
import { runWorker } from '../workers/host.ts';
import { headlessProgram } from './headless-options.ts';
import { openPit } from './headless-pit.ts';
import { placesFrom } from './places.ts';
import { launchWithNode } from './supervisor/node-launcher.ts';

const surroundings = { launcher: launchWithNode, places: placesFrom(import.meta.dirname) };
await runWorker(headlessProgram, ({ options }, host) => openPit(options, host, surroundings));
