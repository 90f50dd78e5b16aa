/** The app's main process: what must be settled before it is ready, and then the app. */
import { app } from 'electron';
import { readAppArguments, type AppArguments } from './app-arguments.ts';
import { Desk } from './desk.ts';
import { refuseNavigation, refusePermissions } from './lockdown.ts';
import { registerMonitorScheme, serveMonitor } from './monitor-scheme.ts';
import { placesFrom } from './places.ts';

const EXIT_SETUP = 2;

run();

function run(): void {
  const given = argumentsOrExit();
  if (given === null) return;
  if (given.userDataDir !== null) app.setPath('userData', given.userDataDir);
  // The lock belongs to the user data folder, so that two folders mean two pits.
  if (!app.requestSingleInstanceLock()) return app.quit();
  // The app's own pit listens on loopback alone, and asks nobody for a token.
  delete process.env['BOTPIT_TOKEN'];
  delete process.env['BOTPIT_STREAM_TOKEN'];
  registerMonitorScheme();
  refuseNavigation();
  void app.whenReady().then(() => open(given));
}

function open(given: AppArguments): void {
  const places = placesFrom(import.meta.dirname);
  refusePermissions();
  serveMonitor(places.page);
  const desk = new Desk(places, given.ports);
  desk.open();
}

function argumentsOrExit(): AppArguments | null {
  try {
    return readAppArguments(process.argv);
  } catch (error) {
    process.stderr.write(`error: ${(error as Error).message}\n`);
    app.exit(EXIT_SETUP);
    return null;
  }
}
