/** One crowd in several markets, whose fair values belong together. */
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readRoom } from '../../src/config/room.ts';
import { rosterOf } from '../../src/crowd/index.ts';
import { QuickPit } from '../../src/quick-pit/quick-pit.ts';

const SECOND_MS = 1_000;

function pitOf(name: string): QuickPit {
  const { mood, instruments, places } = readRoom(name, resolve('resources/rooms'));
  const [instrument, ...furtherInstruments] = instruments;
  if (instrument === undefined) throw new Error(`${name} names no instruments`);
  const market = { mood, instrument, furtherInstruments, places, crowdDeposit: 1_000_000 };
  return new QuickPit([], 5, rosterOf(20), market);
}

function run(pit: QuickPit, seconds: number, look = () => {}): void {
  pit.run(seconds * SECOND_MS, SECOND_MS, look);
}

test('etf: each market is quoted, the basket stays near its parts and follows a part that jumps', () => {
  const pit = pitOf('etf');
  const price = (symbol: string) => pit.marketOf(symbol).markPrice;
  const premium = () =>
    price('WOOD-USD') / (2 * price('OAK-USD') + price('ELM-USD') + 0.5 * price('ASH-USD')) - 1;
  const traded = new Set<string>();
  pit.onEvents = (events) => {
    for (const event of events) if (event.type === 'trade') traded.add(event.symbol);
  };
  run(pit, 20);
  const premiums: number[] = [];
  run(pit, 40, () => void premiums.push(premium()));
  expect([...traded].toSorted()).toEqual(['ASH-USD', 'ELM-USD', 'OAK-USD', 'WOOD-USD']);
  for (const symbol of traded) {
    const { bids, asks } = pit.marketOf(symbol);
    expect(Math.min(bids.length, asks.length)).toBeGreaterThan(4);
  }
  expect(Math.max(...premiums.map(Math.abs))).toBeLessThan(0.005);
  const [basket, oak, elm] = ['WOOD-USD', 'OAK-USD', 'ELM-USD'].map(price) as [number, number, number];
  pit.crowd?.stir({ type: 'fair_value', symbol: 'OAK-USD', percent: 5 });
  run(pit, 60);
  expect(price('OAK-USD') / oak - 1).toBeCloseTo(0.05, 1.7);
  expect(price('WOOD-USD') / basket - 1).toBeCloseTo(0.02, 1.7);
  expect(Math.abs(price('ELM-USD') / elm - 1)).toBeLessThan(0.01);
});

test('pairs: the fair values wander, and the distance between them returns', () => {
  const pit = pitOf('pairs');
  const fair = (symbol: string) => pit.crowd?.fairPriceOf(symbol) ?? Number.NaN;
  const distance = () => fair('SOUTH-USD') / (1.5 * fair('NORTH-USD')) - 1;
  run(pit, 5);
  pit.crowd?.stir({ type: 'fair_value', symbol: 'SOUTH-USD', percent: 2 });
  const before = distance();
  expect(before).toBeGreaterThan(0.015);
  pit.crowd?.stir({ type: 'fair_value', symbol: 'NORTH-USD', percent: -3 });
  // News of the first instrument is news of both.
  expect(distance()).toBeCloseTo(before, 4);
  pit.crowd?.advance(600);
  expect(Math.abs(distance())).toBeLessThan(0.01);
  expect(pit.crowd?.fairPriceOf('GOLD-USD')).toBeUndefined();
});
