/** Ways to open a session in the real app without its menu. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { RecordedSession } from '../../tools/bench/player/recorded-session.ts';
import { appCommand, electronRuntime } from '../../tools/electron/runtime.ts';
import { seededRandom } from '../../src/contract/seeded-random.ts';
import { packSession } from '../../src/session/journal/pack.ts';
import { App, noElectron } from '../support/app.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

describe.skipIf(noElectron !== undefined)('a session', () => {
  const app = new App();
  const monday = join(app.folder, 'monday');
  const file = join(app.folder, 'lesson one.botpit');
  const byTestId = (id: string) => app.page.getByTestId(id);

  /** Starts the app once more, for the same user. @returns its exit code */
  const startAgain = async (folder: string, ...args: string[]) => {
    const { executablePath, args: own } = appCommand(await electronRuntime({ log: () => {} }), ROOT);
    const profile = `--user-data-dir=${join(app.folder, 'profile')}`;
    const child = spawn(executablePath, [...own, profile, ...args], { cwd: folder, stdio: 'ignore' });
    const [code] = (await once(child, 'exit')) as [number | null];
    return code;
  };
  const drop = async (path: string) => {
    const devTools = await app.page.context().newCDPSession(app.page);
    const data = { items: [], files: [path], dragOperationsMask: 1 };
    const drag = { x: 400, y: 300, data } as const;
    // A window that has not accepted the file yet gets no drop. A hand that holds the file still sends these again.
    const isAccepted = async (): Promise<boolean> => {
      for (const type of ['dragEnter', 'dragOver'] as const)
        await devTools.send('Input.dispatchDragEvent', { type, ...drag });
      return byTestId('drop-target').isVisible();
    };
    await expect.poll(isAccepted, { timeout: 60_000 }).toBe(true);
    await devTools.send('Input.dispatchDragEvent', { type: 'drop', ...drag });
    await devTools.detach();
  };
  /** The app's message boxes since the last call, each answered at once. */
  const said = () =>
    app.electron.evaluate(() => {
      const { boxes } = globalThis as unknown as { readonly boxes: string[] };
      return boxes.splice(0);
    });
  const plays = async (name: string) => {
    await byTestId('playback-bar').waitFor();
    await expect.poll(() => byTestId('playback-session').textContent()).toBe(name);
    await byTestId('trade-row').nth(1).waitFor();
  };

  beforeAll(async () => {
    const random = seededRandom(3);
    new RecordedSession({ folder: monday, commands: 1_000, accounts: 6, random, gapMicros: 5_000 }).run();
    await packSession(monday, file);
    await app.launch();
    await app.electron.evaluate(({ dialog, BrowserWindow }) => {
      const seen = globalThis as unknown as { boxes: string[]; focused: number };
      seen.boxes = [];
      seen.focused = 0;
      dialog.showMessageBox = (...args: unknown[]) => {
        const { message, detail } = args.at(-1) as { readonly message: string; readonly detail: string };
        seen.boxes.push(`${message}\n${detail}`);
        return Promise.resolve({ response: 0, checkboxChecked: false });
      };
      const [window] = BrowserWindow.getAllWindows();
      if (window) window.focus = () => void (seen.focused += 1);
    });
  });
  afterAll(() => app.end());
  afterEach(async () => {
    await app.page.evaluate(() => window.botpit.closePlayback());
    await byTestId('playback-bar').waitFor({ state: 'detached' });
  });

  test('of a second instance goes to the first one, whose window comes to the front', async () => {
    expect(await startAgain(dirname(file), basename(file))).toBe(0);
    await plays('lesson one');
    expect(
      await app.electron.evaluate(() => (globalThis as unknown as { readonly focused: number }).focused),
    ).toBeGreaterThan(0);
    expect(await said()).toEqual([]);
  });

  test('opens when macOS hands it over', async () => {
    await app.electron.evaluate(
      (electron, path) => electron.app.emit('open-file', { preventDefault: () => {} }, path),
      file,
    );
    await plays('lesson one');
  });

  test('that is dropped on the window opens, as a file and as a folder', async () => {
    await drop(file);
    await plays('lesson one');
    await drop(monday);
    await plays('monday');
    expect(await byTestId('notice').count()).toBe(0);
  });

  test('that is not a session is refused where it was dropped', async () => {
    const notes = join(app.folder, 'notes.txt');
    writeFileSync(notes, 'buy low');
    await drop(notes);
    await app.page.getByText("'notes.txt' is neither a strategy nor a session").waitFor();
    await drop(app.folder);
    await app.page.getByText(`${app.folder} has no journal`).waitFor();
    await byTestId('notice').getByLabel('Dismiss').click();
  });

  test.each([
    ['is missing', () => {}, 'is not there.'],
    [
      'is not a session',
      (path: string) => writeFileSync(path, 'buy low'),
      'is not a .botpit file, or is damaged',
    ],
    [
      'was cut short',
      (path: string) => {
        copyFileSync(file, path);
        truncateSync(path, 2_000);
      },
      'is not a .botpit file, or is damaged',
    ],
  ])('file that %s is named in a message, and the screen does not change', async (_what, make, reason) => {
    const path = join(app.folder, 'odd.botpit');
    make(path);
    expect(await startAgain(app.folder, path)).toBe(0);
    const boxes: string[] = [];
    await expect.poll(async () => boxes.push(...(await said()))).toBe(1);
    expect(boxes[0]).toContain(`${path} cannot be opened.`);
    expect(boxes[0]).toContain(reason);
    expect(await byTestId('playback-bar').count()).toBe(0);
  });
});
