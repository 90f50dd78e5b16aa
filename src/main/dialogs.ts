/** The system dialogs of the app, with their texts. */
import { STRATEGY_EXTENSIONS } from '../contract/built-in-strategies.ts';
import { app, dialog, shell, type BrowserWindow, type MessageBoxOptions } from 'electron';
import { join } from 'node:path';

const STRATEGY_FILTERS = [
  { name: 'Strategies', extensions: STRATEGY_EXTENSIONS.map((extension) => extension.slice(1)) },
];
const SESSION_FILTERS = [{ name: 'Botpit sessions', extensions: ['botpit'] }];
/** File types of exports. */
const FILTERS = [
  { name: 'CSV', extensions: ['csv'] },
  { name: 'JSON lines', extensions: ['jsonl'] },
  { name: 'HTML', extensions: ['html'] },
];

/** Dialogs open on the window if there is one. The app may run after its window has closed. */
export class Dialogs {
  readonly #window: () => BrowserWindow | null;

  constructor(window: () => BrowserWindow | null) {
    this.#window = window;
  }

  strategyFile(startFolder: string): Promise<string | null> {
    const title = 'Choose a strategy';
    return this.#open({
      title,
      defaultPath: startFolder,
      properties: ['openFile'],
      filters: STRATEGY_FILTERS,
    });
  }

  /** Asks for confirmation before it returns an existing file. */
  newStrategy(suggestedPath: string): Promise<string | null> {
    return this.#save({
      title: 'Save the new strategy',
      defaultPath: suggestedPath,
      filters: [{ name: 'TypeScript', extensions: ['ts'] }],
      properties: ['showOverwriteConfirmation', 'createDirectory'],
    });
  }

  configFile(): Promise<string | null> {
    const filters = [{ name: 'JSON', extensions: ['json'] }];
    return this.#open({
      title: 'Choose the configuration of the exchange',
      properties: ['openFile'],
      filters,
    });
  }

  sessionFile(): Promise<string | null> {
    return this.#open({ title: 'Open a saved session', properties: ['openFile'], filters: SESSION_FILTERS });
  }

  saveSession(suggestedPath: string): Promise<string | null> {
    return this.#save({
      title: 'Save the session',
      defaultPath: suggestedPath,
      filters: SESSION_FILTERS,
      properties: ['showOverwriteConfirmation', 'createDirectory'],
    });
  }

  sessionFolder(startFolder: string): Promise<string | null> {
    const title = 'Open the folder of a session';
    return this.#open({ title, defaultPath: startFolder, properties: ['openDirectory'] });
  }

  exportFolder(startFolder: string): Promise<string | null> {
    const title = 'Choose a folder for trades.csv, performance.csv and performance-summary.csv';
    return this.#open({ title, defaultPath: startFolder, properties: ['openDirectory', 'createDirectory'] });
  }

  /** @param file file that is exported @param suggestedName name of the copy */
  exportFile(startFolder: string, file: string, suggestedName: string): Promise<string | null> {
    return this.#save({
      title: `Export ${file}`,
      defaultPath: join(startFolder, suggestedName),
      filters: FILTERS.filter(({ extensions }) =>
        extensions.some((extension) => file.endsWith(`.${extension}`)),
      ),
    });
  }

  async mayOverwrite(paths: readonly string[]): Promise<boolean> {
    const OVERWRITE = 1;
    const answer = await this.#ask({
      type: 'question',
      message: 'Overwrite the existing files?',
      detail: paths.join('\n'),
      buttons: ['Cancel', 'Overwrite'],
      defaultId: 0,
      cancelId: 0,
    });
    return answer === OVERWRITE;
  }

  /** Reports the result, and shows the files in their folder on request. */
  async exported(message: string, detail: string, paths: readonly string[]): Promise<void> {
    const SHOW = 1;
    const answer = await this.#ask({
      type: 'info',
      message,
      detail,
      buttons: ['OK', 'Show in Folder'],
      defaultId: 0,
      cancelId: 0,
    });
    const [first] = paths;
    if (answer === SHOW && first !== undefined) shell.showItemInFolder(first);
  }

  async problem(message: string, detail: string): Promise<void> {
    await this.#ask({ type: 'error', message, detail });
  }

  async note(message: string, detail: string): Promise<void> {
    await this.#ask({ type: 'info', message, detail });
  }

  /** @param reason Electron's word for the end of the page's process */
  crashed(reason: string): Promise<void> {
    return this.problem(
      'The monitor has crashed twice within a minute.',
      `The pit goes on. View → Reload loads the monitor again. Electron's reason: ${reason}.`,
    );
  }

  /** File → Open Session Folder. */
  async openSessionFolder(folder: string | undefined): Promise<void> {
    const problem =
      folder === undefined ? 'There is no session yet: start the pit first.' : await shell.openPath(folder);
    if (problem !== '') await this.problem('There is no folder to open.', problem);
  }

  about(): Promise<void> {
    const { electron, chrome, node } = process.versions;
    return this.note(
      `Botpit ${app.getVersion()}`,
      `A trading pit for bots, on your desk.\n\nElectron ${electron}\nChromium ${chrome}\nNode ${node}`,
    );
  }

  async #open(options: Electron.OpenDialogOptions): Promise<string | null> {
    const window = this.#window();
    const answer = window
      ? await dialog.showOpenDialog(window, options)
      : await dialog.showOpenDialog(options);
    return answer.canceled ? null : (answer.filePaths[0] ?? null);
  }

  async #save(options: Electron.SaveDialogOptions): Promise<string | null> {
    const window = this.#window();
    const answer = window
      ? await dialog.showSaveDialog(window, options)
      : await dialog.showSaveDialog(options);
    return answer.canceled || answer.filePath === '' ? null : answer.filePath;
  }

  async #ask(options: MessageBoxOptions): Promise<number> {
    const window = this.#window();
    const answer = window
      ? await dialog.showMessageBox(window, options)
      : await dialog.showMessageBox(options);
    return answer.response;
  }
}
