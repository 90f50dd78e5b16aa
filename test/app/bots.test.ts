/** Bots as a user runs them: files, parameters, logs. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { App, noElectron } from '../support/app.ts';

const SIZED = `import type { Context, Strategy } from 'botpit';

const params = {
  size: { type: 'integer', default: 1, min: 1, max: 9, about: 'lots in an order' },
  mood: { type: 'choice', default: 'calm', choices: ['calm', 'wild'], about: 'its temper' },
  loud: { type: 'boolean', default: false, about: 'says what it does' },
  note: { type: 'text', default: '', about: 'anything' },
} as const;

export default class Sized implements Strategy {
  static readonly params = params;
  onStart({ params, log }: Context): void {
    log('begins with', JSON.stringify(params));
  }
  nextOrder(): null {
    return null;
  }
}
`;

const REFUSED = `export default class Refused {
  everyMs = 50;
  asked = 0;
  nextOrder({ market }) {
    this.asked += 1;
    return this.asked > 3 ? null : { type: 'place', side: 'buy', quantity: -1, price: market.mark };
  }
}
`;

const THROWER = `export default class Thrower {
  everyMs = 60_000;
  onStart({ log }) {
    log('begins calmly');
  }
  nextOrder() {
    throw new Error('on purpose');
  }
}
`;

describe.skipIf(noElectron !== undefined)('bots in the app', () => {
  const app = new App();
  const byId = (id: string) => app.page.getByTestId(id);
  const card = (name: string, phase = 'running') =>
    app.page.locator(`[data-testid=process-card][data-name="${name}"][data-phase="${phase}"]`);
  const processOf = async (name: string) =>
    (await app.pit()).processes.find((process) => process.name === name);
  const logOf = async (name: string) => (await processOf(name))?.log.join('\n') ?? '';

  async function pickFile(name: string, text: string): Promise<string> {
    const file = join(app.folder, name);
    writeFileSync(file, text);
    await app.answerDialogs(file);
    await byId('strategy-file').click();
    return file;
  }

  beforeAll(async () => {
    await app.launch();
    await byId('start').click();
    await card('random').waitFor();
  });
  afterAll(() => app.end());

  test('a bot runs with the parameters of the form, and keeps them', async () => {
    await pickFile('sized.ts', SIZED);
    await byId('params-toggle').click();
    await byId('param-size').waitFor();
    expect(await byId('param-size').inputValue()).toBe('1');
    expect(await byId('params-list').textContent()).toContain('lots in an order (1 to 9)');
    await byId('param-size').fill('10');
    await byId('bot-add').click();
    expect(await byId('param-size').evaluate((field: HTMLInputElement) => field.validity.rangeOverflow)).toBe(
      true,
    );
    expect(await processOf('sized')).toBeUndefined();
    await byId('param-size').fill('3');
    await byId('param-mood').selectOption('wild');
    await byId('param-note').fill('a = "b"');
    await byId('bot-add').click();
    await card('sized').waitFor();
    const params = { size: 3, mood: 'wild', note: 'a = "b"' };
    expect(await processOf('sized')).toMatchObject({ params });
    const given = JSON.stringify({ size: 3, mood: 'wild', loud: false, note: 'a = "b"' });
    await expect.poll(() => logOf('sized')).toContain(`begins with ${given}`);
    expect(await byId('param-size').inputValue()).toBe('1');
  });

  test('an error in a file is shown with its line until the file is repaired', async () => {
    const file = await pickFile('wrong.ts', 'export default class {\n  nextOrder() { return = 1; }\n}\n');
    const error = byId('strategy-error');
    await error.waitFor();
    expect(await error.locator('pre').evaluate((pre: HTMLElement) => pre.innerText)).toMatch(
      /^wrong\.ts:2:24: .*\n {2}2 \| {3}nextOrder\(\) \{ return = 1; \}\n {4}\| {24}\^/,
    );
    expect(await byId('bot-add').isDisabled()).toBe(true);
    writeFileSync(file, SIZED);
    await app.page.evaluate(() => dispatchEvent(new Event('focus')));
    await byId('param-size').waitFor();
    expect(await byId('bot-add').isEnabled()).toBe(true);
    expect(await error.count()).toBe(0);
  });

  test('a card shows orders a second, fills, rejects by code and latency', async () => {
    const figure = (name: string, what: string) => card(name).locator(`[data-figure=${what}]`);
    await card('maker').getByRole('button', { name: 'show its log' }).click();
    await expect.poll(() => figure('maker', 'ack').textContent()).toMatch(/^\d+(\.\d)? \/ \d+(\.\d)?$/);
    await expect.poll(() => figure('maker', 'orders-per-second').textContent()).toMatch(/^\d+\.\d$/);
    await expect.poll(async () => Number(await figure('taker', 'fills').textContent())).toBeGreaterThan(0);
    await pickFile('refused.ts', REFUSED);
    await byId('bot-add').click();
    await expect.poll(async () => Number(await figure('refused', 'rejects').textContent())).toBe(3);
    await card('refused').getByRole('button', { name: 'show its log' }).click();
    expect(await card('refused').getByTestId('reject-list').textContent()).toBe('INVALID_QUANTITY3');
  });

  test('File → New Strategy writes a strategy, selects it and opens it in the editor; it trades unchanged', async () => {
    const file = join(app.folder, 'mine', 'my-first.ts');
    mkdirSync(join(app.folder, 'mine'));
    await app.answerDialogs(file);
    const opened = await app.electron.evaluateHandle(({ shell }) => {
      const paths: string[] = [];
      shell.openPath = (path) => Promise.resolve(paths.push(path)).then(() => '');
      return paths;
    });
    await app.menu('File', 'New Strategy');
    await byId('param-spreadPercent').waitFor();
    expect(await byId('strategy-select').inputValue()).toBe(file);
    await expect.poll(() => opened.jsonValue()).toEqual([file]);
    expect(readdirSync(join(app.folder, 'mine')).toSorted()).toEqual([
      'botpit.d.ts',
      'my-first.ts',
      'tsconfig.json',
    ]);
    await byId('bot-add').click();
    await expect.poll(async () => (await processOf('my-first'))?.stats?.openOrders).toBe(2);
  });

  test('a bot is compared in the lab: its file and parameters are a; cancelled, the lab says why it has no report', async () => {
    await card('sized').getByTestId('bot-compare').click();
    await byId('lab-explanation').waitFor();
    expect(await byId('lab-a').inputValue()).toMatch(/sized\.ts$/);
    await byId('lab-dialog').getByText('size=3 mood=wild').waitFor();
    await byId('lab-seeds').fill('400');
    await byId('lab-minutes').fill('240');
    await byId('lab-start').click();
    await byId('lab-progress').getByText('of 800 runs').waitFor();
    await byId('lab-cancel').click();
    await byId('lab-dialog').getByTestId('strategy-error').getByText('fewer than 6 seeds').waitFor();
    expect(await app.page.evaluate(() => window.botpit.lab())).toMatchObject({
      phase: 'failed',
      request: { a: { params: { size: 3, mood: 'wild' } }, b: { strategy: 'maker' } },
    });
    expect(await byId('lab-start').isEnabled()).toBe(true);
    await app.page.keyboard.press('Escape');
    expect(await byId('lab-status').textContent()).toContain('Lab failed');
  });

  test('a bot is duplicated with other parameters, restarted, and changed', async () => {
    await card('sized').getByTestId('bot-duplicate').click();
    expect(await byId('bot-name').evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await byId('bot-name').inputValue()).toBe('sized-2');
    await byId('param-size').waitFor();
    expect(await byId('param-size').inputValue()).toBe('3');
    await byId('param-size').fill('7');
    await byId('bot-add').click();
    await card('sized-2').waitFor();
    const params = { size: 7, mood: 'wild', note: 'a = "b"' };
    expect(await processOf('sized-2')).toMatchObject({ params });
    const pid = (await processOf('sized-2'))?.pid;
    await card('sized-2').getByTestId('bot-restart').click();
    await expect.poll(async () => (await processOf('sized-2'))?.pid ?? pid).not.toBe(pid);
    await card('sized-2').waitFor();
    expect(await processOf('sized-2')).toMatchObject({ params, restarts: 0 });
    await card('sized-2').getByTestId('bot-edit').click();
    await byId('param-size').fill('9');
    await byId('bot-apply').click();
    await expect.poll(async () => (await processOf('sized-2'))?.params).toEqual({ ...params, size: 9 });
    await card('sized-2').waitFor();
    expect(await byId('edit-note').count()).toBe(0);
  });

  test('a log is filtered by level, with the lines that an error quotes, and searched', async () => {
    await pickFile('thrower.ts', THROWER);
    await byId('bot-add').click();
    const thrower = app.page.locator('[data-testid=process-card][data-name=thrower]');
    await expect.poll(() => logOf('thrower')).toContain('on purpose');
    await thrower.getByRole('button', { name: 'show its log' }).click();
    const log = thrower.getByRole('log');
    expect(await log.textContent()).toContain('begins calmly');
    await thrower.getByRole('button', { name: 'Problems' }).click();
    const problems = (await log.textContent()) ?? '';
    expect(problems).not.toContain('begins calmly');
    expect(problems).toMatch(/thrower\.ts:7:\d+: .*on purpose\n {2}7 \| .*throw new Error.*\n {4}\| +\^\n/);
    await thrower.getByRole('button', { name: 'All', exact: true }).click();
    await thrower.getByTestId('log-search').fill('CALMLY');
    await expect.poll(() => log.textContent()).toMatch(/^\S+ info begins calmly\n$/);
  });

  test('a saved file that does not compile marks the card until it is repaired', async () => {
    const file = await pickFile('edited.ts', SIZED);
    await byId('bot-add').click();
    await card('edited').waitFor();
    expect(await card('edited').getAttribute('data-tone')).toBe('good');
    writeFileSync(file, `export default class { nextOrder() { /* ${'long '.repeat(20)} */ return = 1; } }`);
    await expect.poll(() => card('edited').getAttribute('data-tone')).toBe('warn');
    expect(await card('edited').getByTestId('process-reason').textContent()).toMatch(
      /^The saved file does not load: .*edited\.ts:1:/,
    );
    await card('edited').getByRole('button', { name: 'show its log' }).click();
    const quoted = card('edited').getByTestId('process-reason').locator('.quoted');
    const heights = await quoted.evaluateAll((lines) =>
      lines.map((line) => line.getBoundingClientRect().height),
    );
    // A line that wraps is as high as two, and the mark below it points elsewhere.
    expect(heights).toEqual([heights[0], heights[0]]);
    await card('edited').getByRole('button', { name: 'hide its log' }).click();
    writeFileSync(file, SIZED);
    await expect.poll(() => card('edited').getAttribute('data-tone')).toBe('good');
    expect(await card('edited').getByTestId('process-reason').count()).toBe(0);
  });

  test('the figures of a bot stop with it', async () => {
    const rate = (phase: string) => card('maker', phase).locator('[data-figure=orders-per-second]');
    await card('maker').getByTestId('bot-stop').click();
    await expect.poll(() => rate('stopped').textContent()).toBe('–');
    await card('maker', 'stopped').getByTestId('bot-start').click();
    await card('maker').waitFor();
  });

  test('an endless loop is reported by name; a bot that keeps throwing is paused', async () => {
    await pickFile('loops.js', 'export default class { onStart() {} nextOrder() { for (;;); } }');
    await byId('bot-add').click();
    const loops = app.page.locator('[data-testid=process-card][data-name=loops]');
    await loops.getByText('nextOrder has not come to its end for 3 s: an endless loop?').waitFor();
    await expect.poll(() => loops.getAttribute('data-tone')).toMatch(/^(warn|bad)$/);
    await loops.getByTestId('bot-remove').click();
    await pickFile(
      'throws.js',
      "export default class { everyMs = 10; nextOrder() { throw new Error('on purpose'); } }",
    );
    await byId('bot-add').click();
    await card('throws')
      .getByText(/^Paused: 3 errors within a second.*on purpose/)
      .waitFor();
    expect(await card('throws').getAttribute('data-tone')).toBe('warn');
    // The chart marks these.
    const events = () => app.page.evaluate(() => sessionStorage.getItem('botpit-bots'));
    await expect
      .poll(events)
      .toMatch(/"name":"throws","what":"joined".*"name":"throws","what":"failed","reason":"3 errors/);
  });

  test('a strategy dropped on the window is picked; any other file is refused', async () => {
    const drop = async (file: string) => {
      const input = await app.page.evaluateHandle(() => {
        const field = document.createElement('input');
        field.type = 'file';
        return document.body.appendChild(field);
      });
      await input.setInputFiles(file);
      await input.evaluate((field) => {
        const dataTransfer = new DataTransfer();
        for (const dropped of field.files ?? []) dataTransfer.items.add(dropped);
        field.remove();
        dispatchEvent(new DragEvent('dragover', { dataTransfer, cancelable: true }));
      });
      await byId('drop-target').waitFor();
      await input.evaluate((field) => {
        const dataTransfer = new DataTransfer();
        for (const dropped of field.files ?? []) dataTransfer.items.add(dropped);
        dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
      });
      expect(await byId('drop-target').count()).toBe(0);
    };
    const notes = join(app.folder, 'notes.txt');
    writeFileSync(notes, 'no strategy');
    await drop(notes);
    await app.page.getByText("'notes.txt' is neither a strategy nor a session").waitFor();
    const file = join(app.folder, 'dropped.ts');
    writeFileSync(file, SIZED);
    await drop(file);
    expect(await byId('strategy-select').inputValue()).toBe(file);
    expect(await byId('bot-name').inputValue()).toBe('dropped');
    await byId('param-size').waitFor();
    expect(await byId('notice').count()).toBe(0);
  });
});
