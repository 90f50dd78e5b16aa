/** A pit without a screen, under plain Node. */
import { runWorker } from '../runtime/worker-frame.ts';
import { headlessProgram } from './options.ts';
import { openPit } from './headless-pit.ts';
import { placesFrom } from '../pit/paths.ts';
import { launchWithNode } from '../pit/node-launcher.ts';

const surroundings = { launcher: launchWithNode, places: placesFrom(import.meta.dirname) };
await runWorker(headlessProgram, ({ options }, host) => openPit(options, host, surroundings));
