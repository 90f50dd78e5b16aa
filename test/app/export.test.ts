/** A long export in the real app: its progress, its cancellation and its end. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RecordedSession } from '../../tools/bench/player/recorded-session.ts';
import { seededRandom } from '../../src/contract/seeded-random.ts';
import { App, noElectron } from '../support/app.ts';

const COMMANDS = 25_000;

describe.skipIf(noElectron !== undefined)('File → Export → events.jsonl', () => {
  const app = new App();
  const file = join(app.folder, 'events.jsonl');
  const progress = () => app.page.locator('.notice progress');
  /** The click comes from the window, as soon as the button is there: a click from here may come after the export's end. */
  const cancelAtOnce = () =>
    app.page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const look = () => {
            const buttons = [...document.querySelectorAll<HTMLButtonElement>('.notice button')];
            const cancel = buttons.find(({ textContent }) => textContent === 'Cancel');
            if (cancel === undefined) return;
            observer.disconnect();
            cancel.click();
            resolve();
          };
          const observer = new MutationObserver(look);
          observer.observe(document.body, { childList: true, subtree: true });
          look();
        }),
    );
  let published = 0;
  let lastSeq = 0;

  beforeAll(async () => {
    new RecordedSession({
      folder: join(app.folder, 'profile', 'sessions', '2026-11-23T09-30-00'),
      commands: COMMANDS,
      accounts: 8,
      random: seededRandom(9),
      onEvents: (events) => {
        published += events.length;
        lastSeq = events.at(-1)?.seq ?? lastSeq;
      },
    }).run();
    await app.launch();
    await app.answerDialogs(file);
  });
  afterAll(() => app.end());

  test('leaves no file behind when it is cancelled halfway', async () => {
    const cancelled = cancelAtOnce();
    await app.menu('File', 'Export', 'events.jsonl');
    await cancelled;
    await progress().waitFor({ state: 'detached' });
    expect(await app.page.evaluate(() => window.botpit.cancelExport())).toEqual({
      ok: false,
      reason: 'No export is under way.',
    });
    expect(readdirSync(app.folder)).toEqual(['profile']);
  });

  test('writes every event', async () => {
    await app.menu('File', 'Export', 'events.jsonl');
    await progress().waitFor();
    await progress().waitFor({ state: 'detached', timeout: 120_000 });
    expect(existsSync(file)).toBe(true);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(published);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ seq: lastSeq });
  });
});
