/** The panels while orders gather for an auction. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { App, noElectron } from '../support/app.ts';
import { startFedRelay, type FedRelay } from '../support/fed-relay.ts';
import { TestPit } from '../support/pit.ts';
import { PublishedPit } from '../support/scripted-pit.ts';

const INSTRUMENT = { ...DEFAULT_INSTRUMENT, openingAuctionMs: 600_000 };

describe.skipIf(noElectron !== undefined)('in an auction', () => {
  const app = new App();
  const pit = new TestPit([INSTRUMENT], 1_000_000);
  let relay: FedRelay;
  beforeAll(async () => {
    for (const name of ['ann', 'bob']) pit.open(name);
    pit.place('ann', 'buy', 1, 50_010);
    pit.place('bob', 'sell', 1, 49_990);
    relay = await startFedRelay(new PublishedPit(pit, [INSTRUMENT], () => Date.now() * 1_000));
    await app.launch();
    await app.page.getByTestId('relay-address').fill(relay.url);
    await app.page.getByTestId('relay-connect').click();
    await app.page.getByTestId('book-bid').first().waitFor();
  });
  afterAll(async () => {
    await app.end();
    await relay.close();
  });

  test('a book whose bid is above its ask is crossed, and has no negative spread', async () => {
    const text = async (selector: string) =>
      (await app.page.locator(selector).textContent())?.replace(/\s+/g, ' ');
    await expect.poll(() => text('.fact-spread')).toBe('Crossed by20.0');
    expect(await text('.spread-row [title]:last-child')).toBe('crossed by 20.0 · 40 ticks');
  });

  test('an empty chart waits for the first trade, and its overview has no window', async () => {
    await app.page.getByText('Waiting for the first trade of BTC-USD').waitFor();
    await app.page.getByTestId('overview-window').waitFor({ state: 'hidden' });
  });
});
