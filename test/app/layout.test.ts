/** The arrangement of the panels in the real app while the window is resized. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LAB_CHANGED } from '../../src/preload/channels.ts';
import { App, noElectron } from '../support/app.ts';
import { DONE_LAB } from '../support/lab-states.ts';

const PANELS = ['bots', 'chart', 'accounts', 'ladder', 'tape'] as const;
const SIZES = [
  [1024, 640],
  [1920, 1080],
  [1279, 700],
  [2560, 1400],
  [1300, 900],
  [1100, 800],
] as const;

describe.skipIf(noElectron !== undefined)('the layout', () => {
  const app = new App();
  beforeAll(async () => {
    await app.launch();
    await app.page.locator('#panel-tape').waitFor();
  });
  afterAll(() => app.end());

  const resize = async (width: number, height: number) => {
    await app.electron.evaluate(
      ({ BrowserWindow }, size) => {
        const [window] = BrowserWindow.getAllWindows();
        window?.setMinimumSize(1, 1);
        window?.setContentSize(size.width, size.height);
      },
      { width, height },
    );
    await expect.poll(() => app.page.evaluate(() => innerWidth)).toBe(width);
  };
  const boxes = () =>
    app.page.evaluate(
      (panels) =>
        panels.map((id) => {
          const box = document.getElementById(`panel-${id}`)?.getBoundingClientRect();
          return [id, Math.round(box?.width ?? 0), Math.round(box?.height ?? 0)];
        }),
      PANELS,
    );

  /** Twice the same: a panel that fits its content is arranged after the content was drawn. */
  const settledBoxes = async () => {
    let before = '';
    await expect
      .poll(async () => {
        const now = JSON.stringify(await boxes());
        const isSettled = now === before;
        before = now;
        return isSettled;
      })
      .toBe(true);
    return boxes();
  };

  test('is the same after any sequence of window sizes', async () => {
    await resize(1440, 900);
    const first = await settledBoxes();
    for (const [width, height] of [...SIZES, ...SIZES.toReversed()]) await resize(width, height);
    await resize(1440, 900);
    await expect.poll(boxes).toEqual(first);
  });

  /** Buttons and fields whose right end is outside the window or the panel that cuts them off. */
  const cutControls = () =>
    app.page.evaluate(() =>
      [...document.querySelectorAll('button, input, select')].flatMap((control) => {
        const { right, width } = control.getBoundingClientRect();
        const edge = control.closest('.panel')?.getBoundingClientRect().right ?? innerWidth;
        return width > 0 && right > Math.min(edge, innerWidth) + 1 ? [control.outerHTML.slice(0, 120)] : [];
      }),
    );

  // The menu's zoom makes a window of 1,440 pixels as narrow as 720.
  test.each([
    [390, 844],
    [700, 700],
    [768, 900],
    [900, 640],
    [1024, 640],
  ])('cuts no control off at %i × %i', async (width, height) => {
    await resize(width, height);
    await settledBoxes();
    expect(await cutControls()).toEqual([]);
  });

  test('shows every field of the lab above its answer, where they do not fit side by side', async () => {
    await resize(720, 450);
    await app.page.keyboard.press('Control+Shift+L');
    await app.electron.evaluate(
      ({ BrowserWindow }, [channel, state]) =>
        BrowserWindow.getAllWindows()[0]?.webContents.send(channel, state),
      [LAB_CHANGED, DONE_LAB] as const,
    );
    await app.page.getByTestId('lab-figures').waitFor();
    const form = app.page.locator('.lab-form');
    expect(await form.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBe(0);
    expect((await form.boundingBox())?.height).toBeGreaterThan(200);
    await app.page.keyboard.press('Escape');
  });

  test('keeps a moved divider and a fold through resizing, until Reset Layout', async () => {
    await resize(1440, 900);
    const first = await settledBoxes();
    const divider = app.page.getByRole('separator', { name: 'Divider between bots and chart' });
    await divider.focus();
    await app.page.keyboard.press('ArrowRight');
    await app.page.locator('#panel-tape .fold').click();
    await expect.poll(() => app.page.locator('#panel-tape').getAttribute('data-folded')).toBe('row');
    const changed = await boxes();
    expect(changed).not.toEqual(first);
    for (const [width, height] of SIZES) await resize(width, height);
    await resize(1440, 900);
    await expect.poll(boxes).toEqual(changed);
    await app.menu('View', 'Reset Layout');
    await expect.poll(boxes).toEqual(first);
  });
});
