/** A browser with the monitor from the web server of a headless pit: Electron's Chromium, without the app. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { serveWeb, type WebServer } from '../../src/headless/web-server.ts';
import { appCommand, electronRuntime } from '../../tools/electron/runtime.ts';
import { forgetChoices, type MonitorWindow } from './monitor-window.ts';

const BROWSER = fileURLToPath(new URL('browser', import.meta.url));
const PAGE = fileURLToPath(new URL('../../out/renderer', import.meta.url));

export class Browser implements MonitorWindow {
  readonly #folder = mkdtempSync(join(tmpdir(), 'botpit-browser-'));
  #electron: ElectronApplication | undefined;
  #web: WebServer | undefined;
  /** Of the relay that the page of the web server follows. */
  #relayPort = 0;
  page!: Page;

  async launch(): Promise<void> {
    const { executablePath, args } = appCommand(await electronRuntime({ log: () => {} }), BROWSER);
    const profile = `--user-data-dir=${join(this.#folder, 'profile')}`;
    this.#electron = await _electron.launch({ executablePath, args: [...args, profile], timeout: 60_000 });
    this.page = await this.#electron.firstWindow();
    this.page.setDefaultTimeout(60_000);
    const relayPort = () => this.#relayPort;
    const where = { host: '127.0.0.1', port: 0, tls: null };
    this.#web = await serveWeb({ ...where, page: PAGE, relayPort, routes: {} });
  }

  async resize(width: number, height: number): Promise<void> {
    await this.page.setViewportSize({ width, height });
  }

  renew(): Promise<void> {
    return forgetChoices(this.page);
  }

  /** As a user does: the web server leads to its relay. */
  async follow(url: string): Promise<void> {
    this.#relayPort = Number(new URL(url).port);
    await this.page.goto(`http://127.0.0.1:${this.#web?.port}/`);
  }

  /** A browser has no menu. */
  async command(...labels: readonly string[]): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.page.getByTestId('palette-input').fill(labels.at(-1) ?? '');
    await this.page.keyboard.press('Enter');
    await this.page.getByTestId('palette-dialog').waitFor({ state: 'detached' });
  }

  async end(): Promise<void> {
    await this.#electron?.close().catch(() => {});
    await this.#web?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
