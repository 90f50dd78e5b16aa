/** Rules H6 and H8: the indicative price, and the trades at the end of an auction. */
import { describe, expect, test } from 'vitest';
import type { Instrument } from '../../../src/contract/instrument.ts';
import { only, TestPit, trades, type OrderTerms } from '../../support/pit.ts';
import { vectors } from '../../support/vectors.ts';

/** An auction that lasts until an operator ends it. */
function auction(
  instrument: Partial<Instrument> = {},
  deposit?: number,
  names: readonly string[] = [],
): TestPit {
  const pit = new TestPit([instrument], deposit);
  for (const name of names) pit.account(name);
  pit.setPhase('auction');
  return pit;
}

type Row = readonly [name: string, side: 'buy' | 'sell', quantity: number, price: number, terms?: OrderTerms];

function place(pit: TestPit, rows: readonly Row[]) {
  return rows.map(([name, side, quantity, price, terms]) =>
    pit.place(name, side, quantity, price, { id: name, ...terms }),
  );
}

describe('H6 the indicative price', () => {
  test('H6 is published when it changes, once for a command', () => {
    const pit = auction();
    const updates = place(pit, [
      ['a', 'buy', 5, 102],
      ['b', 'sell', 3, 98],
      ['c', 'buy', 1, 90],
      ['d', 'sell', 4, 99],
    ]).map((events) => only(events, 'auction_update').map(({ type: _, instrument: __, ...rest }) => rest));
    expect(updates).toEqual([
      [],
      [{ price: 100, quantity: 3, imbalance: 2, side: 'buy' }],
      [],
      [{ price: 100, quantity: 5, imbalance: 2, side: 'sell' }],
    ]);
    const gone = pit.apply({
      type: 'cancel_all',
      account: pit.account('a').index,
      instrument: null,
      cause: 'user',
    });
    expect(only(gone, 'auction_update')).toEqual([
      { type: 'auction_update', instrument: 0, price: null, quantity: 0, imbalance: 0, side: null },
    ]);
  });

  test('H6 is published in no other phase', () => {
    const pit = auction();
    pit.setPhase('halt');
    pit.setPhase('close');
    pit.setPhase('open');
    expect(
      place(pit, [
        ['a', 'buy', 5, 102],
        ['b', 'sell', 3, 98],
      ]).flatMap((events) => only(events, 'auction_update')),
    ).toEqual([]);
  });
});

describe('H8 the uncrossing', () => {
  interface Example {
    readonly name: string;
    readonly bids: readonly (readonly [number, number])[];
    readonly asks: readonly (readonly [number, number])[];
    readonly reference?: number;
    readonly price: number;
    readonly quantity: number;
  }

  test.each(vectors('call-auctions.json') as readonly Example[])(
    'H8 all trades at one price: $name',
    ({ bids, asks, reference = 500, price, quantity }) => {
      const pit = auction({ referencePrice: reference }, 1e8);
      bids.forEach(([limit, lots], index) => pit.place(`b${index}`, 'buy', lots, limit));
      asks.forEach(([limit, lots], index) => pit.place(`a${index}`, 'sell', lots, limit));
      const filled = trades(pit.setPhase('open'));
      expect(new Set(filled.map(([at]) => at))).toEqual(new Set([price]));
      expect(filled.reduce((sum, [, lots]) => sum + lots, 0)).toBe(quantity);
    },
  );

  test('H8 the better price trades first, within a price the older order', () => {
    const pit = auction();
    place(pit, [
      ['late', 'buy', 2, 100],
      ['later', 'buy', 2, 100],
      ['best', 'buy', 1, 101],
      ['seller', 'sell', 4, 99],
    ]);
    const fills = only(pit.setPhase('open'), 'fill').filter(({ side }) => side === 'buy');
    expect(fills.map(({ clientOrderId, quantity, price }) => [clientOrderId, quantity, price])).toEqual([
      ['best', 1, 100],
      ['late', 2, 100],
      ['later', 1, 100],
    ]);
    expect(pit.book()).toEqual({ bids: [[100, 1]], asks: [] });
  });

  test('H8 the younger order of a trade is the aggressor and pays the taker rate', () => {
    const pit = auction({ makerFeeRate: 0.001, takerFeeRate: 0.002 });
    place(pit, [
      ['first', 'sell', 1, 100],
      ['second', 'buy', 2, 100],
      ['third', 'sell', 1, 100],
    ]);
    const events = pit.setPhase('open');
    expect(only(events, 'trade').map(({ aggressor }) => aggressor)).toEqual(['buy', 'sell']);
    expect(
      only(events, 'fill').map(({ clientOrderId, liquidity, fee }) => [
        clientOrderId,
        liquidity,
        pit.money(fee),
      ]),
    ).toEqual([
      ['first', 'maker', 0.1],
      ['second', 'taker', 0.2],
      ['second', 'maker', 0.1],
      ['third', 'taker', 0.2],
    ]);
  });

  test('H8 an order at a price that its owner bears no more is cancelled, and the price is found again', () => {
    const pit = new TestPit([{}, { symbol: 'Y' }], 1_000_000);
    pit.open('weak', 150);
    pit.place('maker', 'sell', 10, 100);
    pit.place('weak', 'buy', 10, 100);
    pit.place('maker', 'sell', 1, 100, { symbol: 'Y' });
    pit.place('weak', 'buy', 1, 100, { symbol: 'Y' });
    pit.setPhase('auction', 'X');
    pit.place('weak', 'sell', 10, 90, { id: 'weak' });
    pit.place('maker', 'buy', 10, 91);
    pit.place('other', 'sell', 4, 89, { id: 'other' });
    pit.place('other', 'sell', 6, 91, { id: 'behind' });
    expect(pit.market('X').phase?.indicated).toEqual({ price: 90, lots: 10, imbalance: -4 });
    // The mark of Y falls to 30, so that weak has 80: closing ten lots at 90 would lose 100 against the mark of 100.
    pit.place('maker', 'buy', 1, 30, { symbol: 'Y' });
    pit.place('other', 'sell', 1, 30, { symbol: 'Y' });
    const events = pit.setPhase('open', 'X');
    expect(only(events, 'order_canceled').map(({ clientOrderId, cause }) => [clientOrderId, cause])).toEqual([
      ['weak', 'insufficient_margin'],
    ]);
    expect(
      only(events, 'fill')
        .filter(({ side }) => side === 'sell')
        .map(({ clientOrderId, price, quantity }) => [clientOrderId, price, quantity]),
    ).toEqual([
      ['other', 91, 4],
      ['behind', 91, 6],
    ]);
  });

  test('H8 a reduce-only order is cut to what it can close after its owner’s other orders', () => {
    const pit = new TestPit([{}]);
    pit.place('maker', 'sell', 5, 100);
    pit.place('long', 'buy', 5, 100);
    pit.setPhase('auction');
    place(pit, [
      ['long', 'sell', 3, 98, { id: 'plain' }],
      ['long', 'sell', 5, 99, { id: 'reduce', reduceOnly: true }],
      ['long', 'sell', 2, 99, { id: 'useless', reduceOnly: true }],
      ['buyer', 'buy', 9, 99],
    ]);
    const events = pit.setPhase('open');
    expect(
      only(events, 'order_amended').map(({ clientOrderId, quantity }) => [clientOrderId, quantity]),
    ).toEqual([['reduce', 2]]);
    expect(only(events, 'order_canceled').map(({ clientOrderId, cause }) => [clientOrderId, cause])).toEqual([
      ['useless', 'reduce_only'],
    ]);
    expect(trades(events)).toEqual([
      [99, 3],
      [99, 2],
    ]);
    expect(pit.position('long').quantity).toBe(0);
    expect(pit.book()).toEqual({ bids: [[99, 4]], asks: [] });
  });

  test('H8 an order that its owner’s reduce-only order leaves nothing to close is weighed before it trades', () => {
    const tiers = { marginTiers: [{ upTo: null, maxLeverage: 10, maintenanceRate: 0.005 }] };
    const pit = new TestPit([tiers], 1_000_000);
    pit.open('long', 100);
    pit.place('maker', 'sell', 10, 100);
    pit.place('long', 'buy', 10, 100);
    pit.setPhase('auction');
    pit.place('long', 'sell', 10, 101, { id: 'excused' });
    pit.place('long', 'sell', 10, 100, { id: 'reduce', reduceOnly: true });
    pit.place('maker', 'buy', 20, 101);
    const events = pit.setPhase('open');
    expect(only(events, 'order_canceled').map(({ clientOrderId, cause }) => [clientOrderId, cause])).toEqual([
      ['excused', 'insufficient_margin'],
    ]);
    expect(pit.position('long').quantity).toBe(0);
  });

  test('H8 orders that a position excused are weighed again after it', () => {
    const pit = new TestPit(
      [{ marginTiers: [{ upTo: null, maxLeverage: 10, maintenanceRate: 0.005 }] }],
      1_000_000,
    );
    pit.open('long', 110);
    pit.place('maker', 'sell', 10, 100);
    pit.place('long', 'buy', 10, 100);
    pit.setPhase('auction');
    pit.place('long', 'sell', 10, 120, { id: 'excused' });
    pit.place('long', 'sell', 10, 100, { id: 'reduce', reduceOnly: true });
    pit.place('maker', 'buy', 10, 100);
    const events = pit.setPhase('open');
    expect(trades(events)).toEqual([[100, 10]]);
    expect(only(events, 'order_canceled').map(({ clientOrderId, cause }) => [clientOrderId, cause])).toEqual([
      ['excused', 'insufficient_margin'],
    ]);
  });
});
