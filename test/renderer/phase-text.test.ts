/** What the header says of a market's phase. */
import { expect, test } from 'vitest';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { Market } from '../../src/contract/market.ts';
import { phaseText } from '../../src/renderer/format/phase-text.ts';

const place = { seq: 1, time: 0, symbol: 'BTC-USD' };

test('continuous trading needs no words', () => {
  expect(phaseText(new Market(DEFAULT_INSTRUMENT), 0)).toBeUndefined();
});

test('an auction has its indicative volume and price, and the seconds that remain', () => {
  const market = new Market(DEFAULT_INSTRUMENT);
  market.apply({ ...place, type: 'market_state', phase: 'auction', cause: 'schedule', until: 10_000_000 });
  expect(phaseText(market, 2_500_000)).toBe('Auction · 8 s');
  expect(phaseText(market, 99_000_000)).toBe('Auction');
  const figures = { price: 49_950, quantity: 1.25, imbalance: 0.5, side: 'buy' } as const;
  market.apply({ ...place, type: 'auction_update', ...figures });
  expect(phaseText(market, 10_400_000)).toMatch(/^Auction · 1\.250 at 49\D?950\.0 · 0 s$/);
});

test.each([
  [49_950, /^Auction · 1\.000 at 49\D?950\.0 · 10 s$/],
  [49_949.5, /^Auction · 1\.000 at 49\D?949\.5 · outside 49\D?950\.0 to 50\D?050\.0 · 10 s$/],
  [50_050.5, /^Auction · 1\.000 at 50\D?050\.5 · outside 49\D?950\.0 to 50\D?050\.0 · 10 s$/],
])('an auction whose price is %d says whether it lies outside the collar', (price, text) => {
  const market = new Market(DEFAULT_INSTRUMENT);
  const collar = { lowerCollar: 49_950, upperCollar: 50_050, extensionsLeft: 2 };
  const phase = { phase: 'auction', cause: 'schedule', until: 10_000_000 } as const;
  market.apply({ ...place, type: 'market_state', ...phase, ...collar });
  market.apply({ ...place, type: 'auction_update', price, quantity: 1, imbalance: 0, side: null });
  expect(phaseText(market, 0)).toMatch(text);
});

test('a halt forgets the auction; one without an end has no seconds', () => {
  const market = new Market(DEFAULT_INSTRUMENT);
  market.apply({ ...place, type: 'market_state', phase: 'auction', cause: 'operator' });
  market.apply({ ...place, type: 'auction_update', price: 1, quantity: 1, imbalance: 0, side: null });
  market.apply({ ...place, type: 'market_state', phase: 'halted', cause: 'operator' });
  expect(phaseText(market, 0)).toBe('Halted');
});
