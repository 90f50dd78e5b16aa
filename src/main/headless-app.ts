/** The installed app as a headless pit: `botpit --headless`, with the options of `npm run host`. */
import { app } from 'electron';
import { runWorker } from '../runtime/worker-frame.ts';
import { headlessProgram } from '../headless/options.ts';
import { openPit, type Platform } from '../headless/headless-pit.ts';

export async function runHeadless(args: readonly string[], platform: Platform): Promise<void> {
  // Chromium handles the signals itself and asks the app to quit instead.
  app.on('before-quit', (event) => {
    event.preventDefault();
    process.emit('SIGTERM');
  });
  await app.whenReady();
  const program = { ...headlessProgram, command: 'botpit --headless' };
  await runWorker(program, ({ options }, frame) => openPit(options, frame, platform), args);
  app.exit(); // reached only after --help: a pit ends the process
}
