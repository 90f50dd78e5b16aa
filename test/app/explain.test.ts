/** Own orders in the ladder and “why this trade”, in the real app, fed by a pit with known numbers. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { loadAxe, seriousFindings } from '../support/accessibility.ts';
import { App, noElectron } from '../support/app.ts';
import { TestPit } from '../support/pit.ts';
import { PublishedPit } from '../support/scripted-pit.ts';
import { startFedRelay, type FedRelay } from '../support/fed-relay.ts';

const LONG_NAME = 'a-maker-with-a-name-of-32-chars1';
const THIN_SPACES = /[\u2009\u202f]/g;

describe.skipIf(noElectron !== undefined)('single orders', () => {
  let app: App;
  let relay: FedRelay;
  let pit: TestPit;

  const open = async (publishesOrders: boolean) => {
    pit = new TestPit([DEFAULT_INSTRUMENT], 1_000_000, undefined, undefined, publishesOrders);
    for (const name of ['maker-1', LONG_NAME, 'taker']) pit.open(name);
    pit.place('maker-1', 'buy', 0.5, 49_900);
    pit.place('taker', 'sell', 0.5, 49_900);
    for (const price of [50_000, 50_000.5, 50_001.5, 50_003]) {
      pit.place(LONG_NAME, 'sell', 0.25, price);
      pit.place('maker-1', 'sell', 0.5, price);
      pit.place('maker-1', 'buy', 0.75, 99_899 - price);
    }
    relay = await startFedRelay(new PublishedPit(pit, [DEFAULT_INSTRUMENT], () => Date.now() * 1_000));
    await app.launch();
    await app.page.getByTestId('relay-address').fill(relay.url);
    await app.page.getByTestId('relay-connect').click();
    await app.page.getByTestId('account-row').first().waitFor();
  };
  const trade = () => {
    pit.place('taker', 'buy', 1.1, null);
    relay.publish();
  };
  const own = (side: 'bid' | 'ask', price: number) =>
    app.page.locator(`[data-testid=book-${side}][data-price="${price}"] [data-testid=own-orders]`);
  /** Ranks may change while the pointer is on its way to the row. */
  const select = async (account: string) => {
    const row = app.page.locator(`[data-testid=account-row][data-account="${account}"]`);
    const isSelected = () => row.getAttribute('aria-selected');
    await expect
      .poll(async () => {
        if ((await isSelected()) !== 'true') await row.click();
        return isSelected();
      })
      .toBe('true');
  };
  const texts = (testId: string) => app.page.getByTestId(testId).allTextContents();
  const plain = (text: string) => text.replaceAll(THIN_SPACES, ' ');

  beforeEach(() => {
    app = new App();
  });
  afterEach(async () => {
    await app.end();
    await relay.close();
  });

  test('of the selected account are marked at their prices, and added up where ticks are grouped', async () => {
    await open(true);
    const { page } = app;
    expect(await page.getByTestId('own-orders').count()).toBe(0);
    await select('maker-1');
    const quantity = (price: number) => own('ask', price).locator('.own-size').textContent();
    const place = (price: number) => own('ask', price).locator('.own-place').textContent();
    await expect.poll(() => quantity(50_000)).toBe('0.500');
    expect(await place(50_000)).toBe('#2');
    expect(await page.getByTestId('own-orders').count()).toBe(8);
    expect(await own('ask', 50_000).getAttribute('aria-label')).toBe(
      'maker-1 has 0.500 here; 2nd of 2 in the queue, 0.250 ahead',
    );
    await page.getByTestId('group-more').click();
    await expect.poll(() => quantity(50_001)).toBe('0.500');
    await page.getByTestId('group-more').click();
    await expect
      .poll(() => own('ask', 50_002.5).getAttribute('aria-label'))
      .toBe('maker-1 has 1.000 here in 2 orders; the first is 2nd of 2 in the queue, 0.250 ahead');
    trade();
    await select(LONG_NAME);
    await expect.poll(() => quantity(50_002.5)).toBe('0.250');
    expect(await page.getByTestId('own-note').count()).toBe(0);
  });

  test('explain a trade: rules, books, queue, and the sums of both sides', async () => {
    await open(true);
    const { page } = app;
    trade();
    await page.getByTestId('trade-row').nth(3).waitFor();
    await page.locator('[data-testid=trade-row][data-trade-id="5"]').click();
    await page.getByTestId('explain').waitFor();
    const headline = async () => plain((await texts('explain-headline'))[0] ?? '');
    const reasons = async () => (await texts('explain-reason')).map(plain);
    const sides = async () => (await texts('explain-side')).map(plain);
    expect(await headline()).toBe('taker bought 0.100 at 50 000.5 from maker-1');
    expect(await reasons()).toEqual([
      'M1Best price first: the 0.750 at 1 better ask price had left the book before, all filled, so 50 000.5 was next.',
      `M1Then first come, first served: 1 order (0.250) ahead of order #7 of maker-1 at 50 000.5 had been filled by then.`,
      'M2The trade happened at the resting order’s price, 50 000.5.',
    ]);
    expect((await texts('explain-place')).map(plain)).toEqual([
      `1${LONG_NAME}0.250filled`,
      '2maker-1this fill0.5000.100 filled, 0.400 left',
    ]);

    const cutNames = () =>
      page
        .locator('.explain-queue [data-testid=explain-place]')
        .filter({ hasText: 'maker-1' })
        .locator('.account-name span')
        .evaluateAll(
          (parts) => parts.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).length,
        );
    const { width, height } = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
    for (const narrow of [width, 800, 720]) {
      await page.setViewportSize({ width: narrow, height });
      expect(await cutNames()).toBe(0);
    }
    await page.setViewportSize({ width, height });

    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(headline).toBe('taker bought 0.500 at 50 000.0 from maker-1');
    await expect
      .poll(sides)
      .toEqual([
        [
          'Boughttakertaker, order #15',
          'Position−0.250 at 49 900.0→ +0.250 at 50 000.0',
          'Realized PnL(49 900.0 − 50 000.0)× 0.250= −25.00',
          'Fee (taker)50 000.0 × 0.500× 0.05 %= −12.50',
          'Booked for 4 fillsrealized −50.00,fees −27.500088',
          'Afterwardsequity 999 910.15,no liquidation price',
        ].join(''),
        [
          'Soldmaker-1maker, order #4',
          'Position+0.500 at 49 900.0→ flat',
          'Realized PnL(50 000.0 − 49 900.0)× 0.500= +50.00',
          'Fee (maker)50 000.0 × 0.500× 0.02 %= −5.00',
          'Booked for 2 fillsrealized +50.00,fees −6.00001',
          'Afterwardsequity 1 000 039.01,liquidation at 9 963 753.5',
        ].join(''),
      ]);
    expect((await texts('explain-level')).map(plain)).toContain('50 000.0traded0.750–−0.750');
    await loadAxe(page);
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByTestId('explain').count()).toBe(0);

    await page.keyboard.press('5');
    await page.locator('.tape-scroller').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(headline).toBe('taker bought 0.100 at 50 000.5 from maker-1');
  });

  test('have neither marks nor places when the exchange does not publish them, and the monitor explains why', async () => {
    await open(false);
    const { page } = app;
    await select('maker-1');
    await expect
      .poll(() => page.getByTestId('own-note').textContent())
      .toContain('does not publish single orders');
    trade();
    await page.getByTestId('trade-row').first().click();
    await expect
      .poll(() => page.locator('.explain-queue').textContent())
      .toContain('does not publish single orders');
    await loadAxe(page);
    expect(await seriousFindings(page)).toEqual([]);
  });
});
