/** Rule H11: the collar of an auction, its extensions, and the orders beyond it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Instrument } from '../../../src/contract/instrument.ts';
import { checkInvariants, hashState, restore, snapshot } from '../../../src/engine/index.ts';
import { phaseOf } from '../../../src/engine/phases.ts';
import { only, TestPit, trades, type EngineEvent } from '../../support/pit.ts';

/** The tenths of a second from one end of an auction to the next: a command's stamp lies within a tenth. */
const LENGTH_S = 2;
const INSTRUMENT: Partial<Instrument> = {
  referencePrice: 1_000,
  priceBand: 0.3,
  markPrice: 'impact',
  impactQuantity: 5,
  priceLimits: { band: 0.1 },
  reopeningAuctionMs: LENGTH_S * 1_000 - 50,
};
const DEPOSIT = 10_000_000;
/** The rules before the collar. */
const BEFORE = 5;

/** A market with a trade at 1,000 in an auction that an operator has called. */
function auction(instrument: Partial<Instrument> = {}, rulesVersion?: number): TestPit {
  const pit = traded(instrument, rulesVersion);
  pit.setPhase('auction');
  return pit;
}

function traded(instrument: Partial<Instrument> = {}, rulesVersion?: number): TestPit {
  const pit = new TestPit([{ ...INSTRUMENT, ...instrument }], DEPOSIT, undefined, 1_000, false, rulesVersion);
  pit.place('first', 'sell', 1, 1_000);
  pit.place('second', 'buy', 1, 1_000);
  return pit;
}

/** Two accounts of one owner show a price to each other. */
function paint(pit: TestPit, price: number, lots = 64): void {
  pit.place('accomplice', 'sell', lots, price, { id: 'ask' });
  pit.place('painter', 'buy', lots, price, { id: 'bid' });
}

function erase(pit: TestPit): void {
  pit.cancel('accomplice', 'ask');
  pit.cancel('painter', 'bid');
}

/** The collar and the extensions left, of each `market_state`; else the phase. */
function collars(events: readonly EngineEvent[]) {
  return only(events, 'market_state').map(({ phase, lowerCollar, upperCollar, extensionsLeft }) =>
    lowerCollar === undefined ? phase : [lowerCollar, upperCollar, extensionsLeft],
  );
}

function canceled(events: readonly EngineEvent[]) {
  return only(events, 'order_canceled').map(({ clientOrderId, cause }) => [clientOrderId, cause]);
}

function limitsOf(pit: TestPit) {
  const { reference, lower, upper } = pit.market().limits ?? {};
  return [reference, lower, upper];
}

describe('H4 the price of a call auction', () => {
  test.each([
    [6, 1_090],
    [BEFORE, 1_000],
  ])('rules version %d: of equally good ones, it is %d when the market has moved', (version, price) => {
    const pit = traded({ markPrice: 'last' }, version);
    pit.place('first', 'sell', 1, 1_090);
    pit.place('second', 'buy', 1, 1_090);
    pit.setPhase('auction');
    pit.place('first', 'sell', 10, 1_000);
    pit.place('second', 'buy', 10, 1_100);
    const events = pit.wait(LENGTH_S + 0.1);
    expect(collars(events)).toEqual(['continuous']);
    expect(trades(events)).toEqual([[price, 10]]);
  });
});

describe('H11 the collar', () => {
  test('is published with the auction, and with no other phase', () => {
    const pit = traded();
    expect(collars(pit.setPhase('halt'))).toEqual(['halted']);
    expect(collars(pit.setPhase('resume'))).toEqual([[975, 1_025, 2]]);
    expect(collars(pit.wait(LENGTH_S + 0.1))).toEqual(['continuous']);
  });

  test('is the share of the mark price that the instrument gives', () => {
    const pit = traded({ priceLimits: { band: 0.1, auctionCollar: 0.0019 } });
    expect(collars(pit.setPhase('auction'))).toEqual([[999, 1_001, 2]]);
  });

  test('an auction before the first trade has none, nor has an instrument without limits, nor version 5', () => {
    const untraded = new TestPit([INSTRUMENT], DEPOSIT);
    expect(collars(untraded.setPhase('auction'))).toEqual(['auction']);
    paint(untraded, 1_120);
    expect(trades(untraded.wait(LENGTH_S + 0.1))).toEqual([[1_120, 64]]);
    const { priceLimits: _, ...unlimited } = INSTRUMENT;
    const plain = new TestPit([unlimited], DEPOSIT);
    plain.place('first', 'sell', 1, 1_000);
    plain.place('second', 'buy', 1, 1_000);
    expect(collars(plain.setPhase('auction'))).toEqual(['auction']);
    const old = traded({}, BEFORE);
    expect(collars(old.setPhase('auction'))).toEqual(['auction']);
    paint(old, 1_120);
    expect(trades(old.wait(LENGTH_S + 0.1))).toEqual([[1_120, 64]]);
  });
});

describe('H11 the extension', () => {
  test('an auction with a price outside the collar is extended twice, and then trades at its end', () => {
    const pit = auction();
    pit.place('maker', 'sell', 10, 1_001);
    paint(pit, 1_120);
    expect(collars(pit.wait(LENGTH_S))).toEqual([[950, 1_050, 1]]);
    expect(collars(pit.wait(LENGTH_S))).toEqual([[925, 1_075, 0]]);
    const end = pit.wait(LENGTH_S);
    expect(collars(end)).toEqual(['continuous']);
    expect(trades(end)).toEqual([[1_075, 10]]);
    expect(limitsOf(pit)).toEqual([1_075, 968, 1_182]);
    expect(pit.mark()).toBe(1_000);
  });

  test.each([
    [1_025, 0],
    [1_026, 1],
    [975, 0],
    [974, 1],
    [1_050, 1],
    [1_051, 2],
    [1_075, 2],
  ])('a price of %i trades after %i extensions', (price, extensions) => {
    const pit = auction();
    paint(pit, price, 5);
    const events = pit.wait(LENGTH_S * (1 + extensions));
    expect(collars(events)).toHaveLength(1 + extensions);
    expect(trades(events)).toEqual([[price, 5]]);
    expect(limitsOf(pit)[0]).toBe(price);
  });

  test('the time that it adds shows what another account makes of the price', () => {
    const pit = auction();
    pit.place('maker', 'sell', 10, 1_001);
    pit.wait(LENGTH_S - 0.2);
    paint(pit, 1_120);
    expect(collars(pit.wait(0.2))).toEqual([[950, 1_050, 1]]);
    pit.place('maker', 'sell', 70, 1_002);
    const end = pit.wait(LENGTH_S);
    expect(collars(end)).toEqual(['continuous']);
    expect(trades(end).reduce((sum, [, lots]) => sum + lots, 0)).toBe(64);
    expect(new Set(trades(end).map(([price]) => price))).toEqual(new Set([1_002]));
  });

  test('lasts as long as a reopening auction, and without one as long as the opening auction', () => {
    const ends = (lengths: Partial<Instrument>) => {
      const pit = new TestPit([{ ...INSTRUMENT, reopeningAuctionMs: undefined, ...lengths }], DEPOSIT);
      pit.setPhase('open');
      pit.setPhase('open');
      pit.place('first', 'sell', 1, 1_000);
      pit.place('second', 'buy', 1, 1_000);
      for (const action of ['close', 'open', 'open'] as const) pit.setPhase(action);
      paint(pit, 1_120);
      const start = pit.state.time;
      return only(pit.wait(20), 'market_state').map(({ until }) =>
        Math.round(((until ?? start) - start) / 1e5),
      );
    };
    expect(ends({ openingAuctionMs: 5_000 })).toEqual([101, 152, 0]);
    expect(ends({ openingAuctionMs: 5_000, reopeningAuctionMs: 1_000 })).toEqual([61, 72, 0]);
  });

  test('an auction without a price is not extended, nor is one that an operator ends', () => {
    const pit = auction();
    pit.place('maker', 'buy', 5, 1_180);
    pit.place('maker', 'sell', 5, 1_190);
    expect(collars(pit.wait(LENGTH_S))).toEqual(['continuous']);
    const called = auction();
    paint(called, 1_120);
    expect(collars(called.setPhase('resume'))).toEqual(['continuous']);
  });

  test('whoever shows another price at each end keeps the market shut for two extensions and no longer', () => {
    const pit = traded();
    pit.setPhase('halt');
    pit.setPhase('resume');
    const events: EngineEvent[] = [];
    for (let round = 0; round < 6 && phaseOf(pit.market()) === 'auction'; round += 1) {
      events.push(...pit.wait(LENGTH_S - 0.1));
      paint(pit, round % 2 === 0 ? 1_120 : 880);
      events.push(...pit.wait(0.1));
      erase(pit);
    }
    expect(collars(events)).toEqual([[950, 1_050, 1], [925, 1_075, 0], 'continuous']);
  });

  test('an account that waits for its market is liquidated after two extensions', () => {
    const tier = { marginTiers: [{ upTo: null, maxLeverage: 10, maintenanceRate: 0.05 }] };
    const pit = new TestPit(
      [
        { ...INSTRUMENT, ...tier },
        { ...tier, symbol: 'Y', referencePrice: 1_000 },
      ],
      DEPOSIT,
    );
    pit.open('poor', 300);
    for (const symbol of ['X', 'Y']) {
      pit.place('rich', 'sell', 1, 1_000, { symbol });
      pit.place('poor', 'buy', 1, 1_000, { symbol });
      pit.place('maker', 'buy', 9, symbol === 'X' ? 950 : 700, { symbol });
    }
    pit.setPhase('halt', 'X');
    pit.place('rich', 'sell', 1, 700, { symbol: 'Y' });
    expect(pit.position('poor', 'X').quantity).toBe(1);
    pit.setPhase('resume', 'X');
    paint(pit, 1_120);
    expect(only(pit.wait(2 * LENGTH_S), 'liquidation')).toEqual([]);
    expect(only(pit.wait(LENGTH_S), 'liquidation').map(({ stage }) => stage)).toContain('taken_over');
    expect(pit.position('poor', 'X').quantity).toBe(0);
  });

  test('a snapshot in an extension holds all that matters', () => {
    const pit = auction();
    paint(pit, 1_120);
    pit.wait(LENGTH_S + 0.5);
    const stored: unknown = JSON.parse(JSON.stringify(snapshot(pit.state)));
    const copy = new TestPit([INSTRUMENT], DEPOSIT);
    restore(copy.state, stored as ReturnType<typeof snapshot>);
    checkInvariants(copy.state);
    expect(hashState(copy.state)).toBe(hashState(pit.state));
    expect(copy.market().phase?.collar).toEqual({ lowerCollar: 950, upperCollar: 1_050, extensionsLeft: 1 });
  });
});

describe('H11 the uncrossing', () => {
  test('bids that cross above the collar are cancelled, the best first, and everything else stays', () => {
    const pit = auction();
    pit.place('maker', 'sell', 10, 1_001);
    paint(pit, 1_120);
    pit.place('other', 'buy', 3, 1_110, { id: 'below' });
    pit.place('other', 'buy', 2, 1_130, { id: 'best' });
    const events = pit.setPhase('resume');
    expect(trades(events)).toEqual([
      [1_075, 2],
      [1_075, 8],
    ]);
    expect(canceled(events)).toEqual([['bid', 'price_limit']]);
    expect(pit.book()).toEqual({ bids: [[1_110, 3]], asks: [[1_120, 64]] });
  });

  test('asks that cross below the collar are cancelled', () => {
    const pit = auction();
    pit.place('maker', 'buy', 10, 999);
    paint(pit, 880);
    const events = pit.setPhase('resume');
    expect(trades(events)).toEqual([[925, 10]]);
    expect(canceled(events)).toEqual([['ask', 'price_limit']]);
    expect(pit.book()).toEqual({ bids: [[880, 64]], asks: [] });
    expect(limitsOf(pit)).toEqual([925, 833, 1_017]);
  });

  test('where nothing crosses within the collar, nothing trades', () => {
    const pit = auction();
    paint(pit, 1_120);
    const events = pit.setPhase('resume');
    expect(trades(events)).toEqual([]);
    expect(canceled(events)).toEqual([['bid', 'price_limit']]);
    expect(limitsOf(pit)[0]).toBe(1_000);
  });

  test('an auction that is closed keeps to its collar too', () => {
    const pit = auction();
    pit.place('maker', 'sell', 10, 1_001);
    paint(pit, 1_120);
    expect(trades(pit.setPhase('close'))).toEqual([[1_075, 10]]);
    expect(pit.book()).toEqual({ bids: [], asks: [[1_120, 64]] });
  });

  test('the other order of a pair ends with the bid that is cancelled', () => {
    const pit = auction();
    pit.place('accomplice', 'sell', 64, 1_120);
    pit.place('painter', 'buy', 64, 1_120, { id: 'bid' });
    pit.place('painter', 'buy', 1, 900, { id: 'pair', oco: 'bid' });
    expect(canceled(pit.setPhase('resume'))).toEqual([
      ['bid', 'price_limit'],
      ['pair', 'oco'],
    ]);
  });

  test('quotes restart the reference price within the collar', () => {
    const pit = auction();
    pit.place('maker', 'buy', 5, 1_180);
    pit.place('maker', 'sell', 5, 1_190);
    pit.setPhase('resume');
    expect(limitsOf(pit)[0]).toBe(1_075);
    const old = auction({}, BEFORE);
    old.place('maker', 'buy', 5, 1_180);
    old.place('maker', 'sell', 5, 1_190);
    old.setPhase('resume');
    expect(limitsOf(old)[0]).toBe(1_185);
  });

  test('a true fall of 30 % reaches its price in a few rounds', () => {
    const fallen = 700;
    const pit = traded({ priceLimits: { band: 0.1, haltMs: 1_000 } });
    let seconds = 0;
    for (; seconds < 150 && (limitsOf(pit)[1] ?? 0) > fallen; seconds += 1) {
      for (const id of ['bid', 'ask']) pit.cancel('maker', id);
      const [reference = 0, lower = 0] = limitsOf(pit);
      const price = Math.max(fallen, Math.ceil(reference * 0.7));
      // P4: no ask below the lower limit rests in continuous trading.
      const ask = phaseOf(pit.market()) === 'continuous' ? Math.max(price + 1, lower) : price + 1;
      pit.place('maker', 'buy', 10, price, { id: 'bid' });
      pit.place('maker', 'sell', 10, ask, { id: 'ask' });
      pit.wait(1);
    }
    expect(limitsOf(pit)[1]).toBeLessThanOrEqual(fallen);
    expect(seconds).toBeLessThan(100);
  });
});

test('H11 in any sequence of commands an auction keeps to its collar and ends in time', () => {
  const price = fc.integer({ min: 850, max: 1_150 });
  const name = fc.constantFrom('a', 'b', 'c', 'd');
  const order = fc.record({
    name,
    side: fc.constantFrom('buy' as const, 'sell' as const),
    price,
    lots: fc.nat(9),
  });
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(fc.array(order, { maxLength: 6 }), { minLength: 3, maxLength: 3 }), (periods) => {
      const pit = auction();
      const mark = pit.mark();
      const events: EngineEvent[] = [];
      for (const orders of periods) {
        for (const each of orders) pit.place(each.name, each.side, each.lots + 1, each.price);
        events.push(...pit.wait(LENGTH_S));
      }
      expect(phaseOf(pit.market())).toBe('continuous');
      const opened = events.findIndex(
        ({ type, ...rest }) => type === 'market_state' && 'phase' in rest && rest.phase === 'continuous',
      );
      for (const [at] of trades(events.slice(0, opened))) {
        if (at === 925 || at === 1_075) seen.add('the end of the collar');
        expect(at).toBeGreaterThanOrEqual(925);
        expect(at).toBeLessThanOrEqual(1_075);
      }
      if (canceled(events).some(([, cause]) => cause === 'price_limit')) seen.add('beyond');
      seen.add(`${collars(events.slice(0, opened)).length} extensions`);
      const [reference = 0] = limitsOf(pit);
      expect(Math.abs(reference - mark)).toBeLessThanOrEqual(75);
    }),
    { numRuns: 150, seed: 6 },
  );
  expect([...seen].toSorted()).toEqual([
    '0 extensions',
    '1 extensions',
    '2 extensions',
    'beyond',
    'the end of the collar',
  ]);
});
