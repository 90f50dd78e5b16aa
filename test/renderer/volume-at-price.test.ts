import { expect, test } from 'vitest';
import { VolumeAtPrice } from '../../src/renderer/feed/volume-at-price.ts';
import { PriceSteps } from '../../src/renderer/ladder/price-steps.ts';

const trade = (price: number, quantity: number, aggressor: 'buy' | 'sell' = 'buy') => ({
  price,
  quantity,
  aggressor,
});

test('volume adds up at each price, and in every grouping', () => {
  const volume = new VolumeAtPrice();
  for (const one of [trade(100, 1), trade(100.5, 2), trade(100.5, 4, 'sell')]) volume.add(one);
  expect([...volume.in(new PriceSteps(0.5, 1))]).toEqual([
    [200, { bought: 1, sold: 0 }],
    [201, { bought: 2, sold: 4 }],
  ]);
  // Bought at the asks, whose step goes up to its edge; sold at the bids, whose step goes down.
  const grouped = new PriceSteps(0.5, 2);
  expect(new Map(volume.in(grouped))).toEqual(
    new Map([
      [100, { bought: 1, sold: 4 }],
      [101, { bought: 2, sold: 0 }],
    ]),
  );
  volume.add(trade(101, 8));
  expect(volume.in(grouped).get(101)).toEqual({ bought: 10, sold: 0 });
});

test('the prices that traded longest ago are dropped', () => {
  const volume = new VolumeAtPrice(4);
  const steps = new PriceSteps(1, 1);
  for (let price = 1; price <= 6; price += 1) volume.add(trade(price, 1));
  volume.add(trade(1, 1));
  expect(volume.in(steps).size).toBe(6);
  volume.add(trade(7, 1));
  expect([...volume.in(steps).keys()].toSorted((one, other) => one - other)).toEqual([1, 5, 6, 7]);
});
