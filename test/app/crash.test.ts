/** The page crashes while the pit trades: it is loaded again, and the pit goes on. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { App, noElectron } from '../support/app.ts';

const SLOW = { timeout: 60_000 };

describe.skipIf(noElectron !== undefined)('a crash of the page', () => {
  const app = new App();
  // Playwright's page ends with the crash, so the main process looks at the next one.
  const pidOfPage = () =>
    app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
    );
  const trades = () =>
    app.electron.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (contents === undefined || contents.isCrashed() || contents.isLoading()) return 0;
      const count = `document.querySelectorAll('[data-testid="trade-row"]').length`;
      return (await contents.executeJavaScript(count)) as number;
    });
  const crash = async () => {
    const pid = await pidOfPage();
    if (pid === undefined) throw new Error('the app has no window');
    process.kill(pid, 'SIGKILL');
    return pid;
  };

  beforeAll(() => app.launch());
  afterAll(() => app.end());

  test('loads it again; a second one within a minute says so', async () => {
    await app.page.getByTestId('start').click();
    await app.page.getByTestId('trade-row').first().waitFor();
    await app.electron.evaluate(({ dialog }) => {
      const said: string[] = [];
      Object.assign(globalThis, { said });
      dialog.showMessageBox = ((_: unknown, { message, detail }: Electron.MessageBoxOptions) => {
        said.push(`${message} ${detail}`);
        return Promise.resolve({ response: 0, checkboxChecked: false });
      }) as typeof dialog.showMessageBox;
    });
    const said = () => app.electron.evaluate(() => (globalThis as unknown as { said: string[] }).said);
    const first = await crash();
    // A script that is sent to a page that has just died never returns.
    await expect.poll(pidOfPage, SLOW).toSatisfy((pid) => pid !== first && pid !== 0);
    await expect.poll(trades, SLOW).toBeGreaterThan(0);
    expect(await said()).toEqual([]);
    await crash();
    await expect.poll(said, SLOW).toEqual([expect.stringContaining('View → Reload')]);
    await app.menu('View', 'Reload');
    await expect.poll(trades, SLOW).toBeGreaterThan(0);
  });
});
