/** A headless pit under plain Node. */
import { runWorker } from '../runtime/worker-frame.ts';
import { headlessProgram } from './options.ts';
import { openPit } from './headless-pit.ts';
import { pathsFrom } from '../pit/paths.ts';
import { launchWithNode } from '../pit/node-launcher.ts';

const platform = { launcher: launchWithNode, paths: pathsFrom(import.meta.dirname) };
await runWorker(headlessProgram, ({ options }, frame) => openPit(options, frame, platform));
