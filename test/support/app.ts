/** The real Electron app, driven by Playwright, with free ports and a separate profile. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { appCommand, electronRuntime } from '../../tools/electron/runtime.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The reason why the app cannot start here; undefined: it can. */
export const noElectron = process.env['BOTPIT_NO_ELECTRON'];

export class App {
  readonly folder = mkdtempSync(join(tmpdir(), 'botpit-app-'));
  electron!: ElectronApplication;
  page!: Page;

  /** @param args such as `--relay-port=0`; free ports unless given */
  async launch(...args: string[]): Promise<void> {
    const runtime = await electronRuntime({ log: () => {} });
    const command = appCommand(runtime, ROOT);
    const ports = ['orders', 'events', 'relay'].filter(
      (name) => !args.some((arg) => arg.startsWith(`--${name}-port`)),
    );
    this.electron = await _electron.launch({
      executablePath: command.executablePath,
      args: [
        ...command.args,
        `--user-data-dir=${join(this.folder, 'profile')}`,
        ...ports.map((name) => `--${name}-port=0`),
        ...args,
      ],
      timeout: 60_000,
    });
    this.page = await this.electron.firstWindow();
    // A busy machine may take long; a condition that never comes true ends the test all the same.
    this.page.setDefaultTimeout(60_000);
  }

  /** Close the window as a user would, and wait until the app has ended. */
  async quit(): Promise<void> {
    await this.electron.close();
  }

  /** Answer the app's next file dialogs with this path. */
  async answerDialogs(path: string): Promise<void> {
    await this.electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
      dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
    }, path);
  }

  /** Click a menu item, by the labels on the way to it. */
  async menu(...labels: string[]): Promise<void> {
    await this.electron.evaluate(({ Menu, BrowserWindow }, path) => {
      let items = Menu.getApplicationMenu()?.items ?? [];
      let found: Electron.MenuItem | undefined;
      for (const label of path) {
        found = items.find((item) => item.label.replace('&', '').startsWith(label));
        if (found === undefined)
          throw new Error(`no menu item ${label} among ${items.map((item) => item.label).join(', ')}`);
        items = found.submenu?.items ?? [];
      }
      found?.click(undefined, BrowserWindow.getAllWindows()[0]);
    }, labels);
  }

  async pit() {
    return this.page.evaluate(() => window.botpit.pit());
  }

  async end(): Promise<void> {
    await this.electron.close().catch(() => {});
    rmSync(this.folder, { recursive: true, force: true });
  }
}
