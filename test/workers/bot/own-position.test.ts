/** A gateway and a stream that report the same position at different times. */
import { expect, test } from 'vitest';
import type { PositionUpdate } from '../../../src/contract/events.ts';
import { DEFAULT_INSTRUMENT } from '../../../src/contract/instrument.ts';
import type { Fill, Welcome } from '../../../src/contract/orders.ts';
import { Replica } from '../../../src/contract/replica.ts';
import { InstrumentSteps } from '../../../src/workers/bot/instrument-steps.ts';
import { OwnPosition } from '../../../src/workers/bot/own-position.ts';
import { checkpoint, welcome } from './fake-gateway.ts';

const MARK = 50_000;
const STEPS = new InstrumentSteps(DEFAULT_INSTRUMENT);
const FLAT = { quantity: 0, averageEntryPrice: null, realizedPnl: 0, unrealizedPnl: 0, feesPaid: 0 };

function replicaOf(epoch = 'run-1'): Replica {
  const replica = new Replica();
  replica.apply(checkpoint(1, epoch));
  return replica;
}

function positionOf(replica = replicaOf(), published = welcome() as unknown as Welcome): OwnPosition {
  return new OwnPosition('tester', STEPS, published, replica);
}

function fill(time: number, signedQuantity: number, price = 50_000): Fill {
  const names = { type: 'fill', clientOrderId: 'x', orderId: 1, tradeId: 1, symbol: 'BTC-USD' } as const;
  const side = signedQuantity > 0 ? 'buy' : 'sell';
  const quantity = Math.abs(signedQuantity);
  return { ...names, side, price, quantity, remainingQuantity: 0, liquidity: 'taker', fee: 0.5, time };
}

function update(seq: number, time: number, quantity: number): PositionUpdate {
  const names = { type: 'position_update', account: 'tester', symbol: 'BTC-USD', markPrice: MARK } as const;
  const money = { balance: 0, equity: 0, initialMargin: 0, maintenanceMargin: 0 };
  const prices = { liquidationPrice: null, bankruptcyPrice: null };
  const averageEntryPrice = quantity === 0 ? null : 50_000;
  return { ...FLAT, ...names, ...money, ...prices, seq, time, quantity, averageEntryPrice };
}

test('a fill counts once, also before the stream has published it', () => {
  const [position, replica] = [positionOf(), replicaOf()];
  position.filled(fill(10, 0.1));
  position.filled(fill(10, 0.2));
  expect(position.at(MARK).quantity).toBe(0.3);
  position.record(update(4, 9, 0), replica);
  expect(position.at(MARK).quantity).toBe(0.3);
  position.record(update(5, 10, 0.3), replica);
  expect(position.at(MARK).quantity).toBe(0.3);
  position.filled(fill(12, -0.3));
  expect(position.at(MARK).quantity).toBe(0);
});

test('a fill that the stream published first is not counted again', () => {
  const position = positionOf();
  position.record(update(4, 10, 0.3), replicaOf());
  position.filled(fill(10, 0.1));
  position.filled(fill(10, 0.2));
  expect(position.at(MARK).quantity).toBe(0.3);
});

test('positions of other accounts, instruments and epochs do not count', () => {
  const position = positionOf();
  position.record({ ...update(4, 10, 1), account: 'other' }, replicaOf());
  position.record({ ...update(5, 10, 1), symbol: 'ETH-USD' }, replicaOf());
  position.record(update(6, 10, 1), replicaOf('run-0'));
  expect(position.at(MARK)).toEqual(FLAT);
});

test('a welcome counts until the stream publishes a later position', () => {
  const held = { symbol: 'BTC-USD', ...FLAT, quantity: 2, averageEntryPrice: 49_000, marginMode: 'cross' };
  const published = { ...welcome(), seq: 8, positions: [held] } as unknown as Welcome;
  const replica = replicaOf();
  replica.apply([update(4, 20, 1)]);
  const position = positionOf(replica, published);
  expect(position.at(MARK).quantity).toBe(2);
  position.filled(fill(15, 1));
  expect(position.at(MARK).quantity).toBe(3);
  position.record(update(8, 14, 2), replica);
  expect(position.at(MARK).quantity).toBe(3);
  position.record(update(9, 15, 3), replica);
  expect(position.at(MARK).quantity).toBe(3);
});

test('a stream that is ahead of the welcome wins', () => {
  const replica = replicaOf();
  replica.apply([update(4, 20, 1)]);
  expect(positionOf(replica).at(MARK).quantity).toBe(1);
});

test.each([
  ['opening', [[1, 100]], { quantity: 1, averageEntryPrice: 100, realizedPnl: 0, unrealizedPnl: 10 }],
  [
    'adding',
    [
      [1, 100],
      [1, 110],
    ],
    { quantity: 2, averageEntryPrice: 105, realizedPnl: 0, unrealizedPnl: 10 },
  ],
  [
    'closing a part',
    [
      [2, 100],
      [-1, 107],
    ],
    { quantity: 1, averageEntryPrice: 100, realizedPnl: 7, unrealizedPnl: 10 },
  ],
  [
    'closing all',
    [
      [-2, 100],
      [2, 93],
    ],
    { quantity: 0, averageEntryPrice: null, realizedPnl: 14, unrealizedPnl: 0 },
  ],
  [
    'turning round',
    [
      [1, 100],
      [-3, 104],
    ],
    { quantity: -2, averageEntryPrice: 104, realizedPnl: 4, unrealizedPnl: -12 },
  ],
] as const)('%s: entry price and profit follow the fills', (_, fills, expected) => {
  const position = positionOf();
  for (const [quantity, price] of fills) position.filled(fill(10, quantity, price));
  expect(position.at(110)).toEqual({ ...expected, feesPaid: 0.5 * fills.length });
});

test('fills that are never published stay bounded, and none is lost', () => {
  const position = positionOf();
  for (let time = 1; time <= 2_500; time += 1) position.filled(fill(time, 0.001));
  expect(position.at(MARK).quantity).toBe(2.5);
  position.record(update(4, 1_000, 1), replicaOf());
  expect(position.at(MARK).quantity).toBe(2.5);
  position.record(update(5, 2_400, 2.4), replicaOf());
  expect(position.at(MARK).quantity).toBe(2.5);
});

test('a strategy cannot change its arguments', () => {
  const position = positionOf();
  position.record(update(4, 10, 0.3), replicaOf());
  expect(Object.isFrozen(position.at(MARK))).toBe(true);
  position.filled(fill(11, 0.1));
  expect(Object.isFrozen(position.at(MARK))).toBe(true);
});
