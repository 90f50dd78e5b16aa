/** The installed app as a pit without a screen: `botpit --headless`, with the options of `npm run host`. */
import { app } from 'electron';
import { runWorker } from '../runtime/worker-frame.ts';
import { launchWithElectron } from './electron-launcher.ts';
import { headlessProgram } from '../headless/options.ts';
import { openPit } from '../headless/headless-pit.ts';
import type { Paths } from '../pit/paths.ts';

export async function runHeadless(args: readonly string[], paths: Paths): Promise<void> {
  // Chromium takes the signals for itself, and asks the app to quit instead.
  app.on('before-quit', (event) => {
    event.preventDefault();
    process.emit('SIGTERM');
  });
  await app.whenReady();
  const program = { ...headlessProgram, command: 'botpit --headless' };
  const platform = { launcher: launchWithElectron, paths };
  await runWorker(program, ({ options }, frame) => openPit(options, frame, platform), args);
  app.exit(); // it has shown its help: a pit ends the process by itself
}
