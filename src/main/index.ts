/** The app's main process: the setup before the app is ready, then the app. */
import { app, nativeTheme } from 'electron';
import { headlessArguments, readAppArguments, type AppArguments } from './app-arguments.ts';
import { AppController } from './app-controller.ts';
import { electronLauncher } from './electron-launcher.ts';
import { refuseNavigation, refusePermissions } from './lockdown.ts';
import { registerMonitorScheme, serveMonitor } from './monitor-scheme.ts';
import { fileHandedOver, handOver, OpenedFiles } from './opened-files.ts';
import { EXIT_SETUP } from '../runtime/exit-codes.ts';
import { assertUserData } from './user-data.ts';
import { outliveReaders } from '../runtime/standard-streams.ts';
import type { WorkerEnvironment } from '../runtime/launcher.ts';
import { esbuildProgram, pathsFrom } from '../pit/paths.ts';

const CHROMIUM_LOGS_FATAL = '3';
/**
 * Variables that workers of the app do not inherit. The app's own pit listens on loopback only and requires no token.
 */
const TOKENS = ['BOTPIT_TOKEN', 'BOTPIT_STREAM_TOKEN'] as const;

run();

function run(): void {
  outliveReaders();
  // A checkout uses plain Node for this: npm run host.
  const headless = app.isPackaged ? headlessArguments(process.argv.slice(1)) : null;
  if (headless === null) runWindow();
  else runWithoutWindow(headless);
}

function runWithoutWindow(args: readonly string[]): void {
  // Set these at once: after the import, Chromium is ready and ignores them.
  app.disableHardwareAcceleration();
  app.commandLine.appendSwitch('disable-gpu-process-crash-limit'); // Ctrl+C ends that process before the pit has closed
  app.commandLine.appendSwitch('log-level', CHROMIUM_LOGS_FATAL); // it complains that there is no desktop
  app.dock?.hide();
  // This is not in headless-app.ts, because that module becomes a chunk in another folder.
  const platform = {
    launcher: electronLauncher({ from: process.env, with: bundlerEnvironment() }),
    paths: pathsFrom(import.meta.dirname),
  };
  void import('./headless-app.ts').then(({ runHeadless }) => runHeadless(args, platform));
}

function runWindow(): void {
  const given = argumentsOrExit();
  if (given === null) return;
  // The lock belongs to the user data folder, so two folders allow two pits.
  if (!app.requestSingleInstanceLock(handOver(given))) return app.quit();
  const files = new OpenedFiles();
  collectFiles(files, given);
  // Menu bar and dialogs are dark like the monitor.
  nativeTheme.themeSource = 'dark';
  registerMonitorScheme();
  refuseNavigation();
  void app.whenReady().then(() => open(given, files));
}

/** Files come from the command line, from later instances, and on macOS from an event before the app is ready. */
function collectFiles(files: OpenedFiles, { sessionFile }: AppArguments): void {
  if (sessionFile !== null) files.add(sessionFile);
  app.on('second-instance', (_event, _argv, _folder, handedOver) => {
    const file = fileHandedOver(handedOver);
    if (file !== null) files.add(file);
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    files.add(path);
  });
}

function open(given: AppArguments, files: OpenedFiles): void {
  const paths = pathsFrom(import.meta.dirname);
  refusePermissions();
  serveMonitor(paths.page);
  const launcher = electronLauncher({ from: process.env, without: TOKENS, with: bundlerEnvironment() });
  const controller = new AppController(paths, given.ports, launcher);
  controller.open(files);
}

/** Variables for the bots, which compile their strategies with esbuild. */
function bundlerEnvironment(): WorkerEnvironment {
  const program = esbuildProgram(import.meta.dirname);
  return program === null ? {} : { ESBUILD_BINARY_PATH: program };
}

function argumentsOrExit(): AppArguments | null {
  try {
    const given = readAppArguments(process.argv);
    if (given.userDataDir !== null) app.setPath('userData', given.userDataDir);
    assertUserData(() => app.getPath('userData'));
    return given;
  } catch (error) {
    process.stderr.write(`error: ${(error as Error).message}\n`);
    app.exit(EXIT_SETUP);
    return null;
  }
}
