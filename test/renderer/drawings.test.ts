import { describe, expect, test } from 'vitest';
import type { PositionUpdate } from '../../src/contract/events.ts';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { AlertWatch, marginPercentOf } from '../../src/renderer/chart/alerts.ts';
import { drawingText } from '../../src/renderer/chart/drawing-lines.ts';
import { gripAt, movedTo } from '../../src/renderer/chart/drawing-grips.ts';
import { placed } from '../../src/renderer/chart/drawing-tools.ts';
import {
  addDrawing,
  drawingsOf,
  ITEMS_MAX,
  pricedDrawings,
  removeDrawing,
  replaceDrawing,
  SESSIONS_MAX,
  sessionOf,
  withSession,
  type Drawing,
  type PricedDrawing,
} from '../../src/renderer/chart/drawings.ts';

const line = (id: number): PricedDrawing => ({ kind: 'line', id, symbol: 'A', price: id });

describe('a drag', () => {
  const place = { symbol: 'A', tickSize: 0.5, last: 100 };
  const range: PricedDrawing = { kind: 'range', id: 7, symbol: 'A', low: 90, high: 110 };
  const alert: PricedDrawing = { kind: 'price-alert', id: 8, symbol: 'A', price: 120, from: 'below' };
  // Two pixels for each unit of price.
  const yOf = (price: number) => 400 - 2 * price;

  test('takes the nearest line within a few pixels; of equally near ones the last', () => {
    const drawings = [line(100), { ...line(100), id: 101 }, range];
    expect(gripAt(drawings, yOf(100) + 3, yOf)?.drawing.id).toBe(101);
    expect(gripAt(drawings, yOf(110) - 2, yOf)).toEqual({ drawing: range, price: 110 });
    expect(gripAt(drawings, yOf(90), yOf)).toEqual({ drawing: range, price: 90 });
    expect(gripAt(drawings, yOf(105), yOf)).toBeUndefined();
    expect(gripAt([line(100)], Number.NaN, yOf)).toBeUndefined();
  });

  test.each([
    ['a line to a tick', { drawing: line(100), price: 100 }, 103.3, false, { ...line(100), price: 103.5 }],
    ['an edge of a range', { drawing: range, price: 110 }, 120, false, { ...range, high: 120 }],
    ['an edge beyond the other', { drawing: range, price: 110 }, 80, false, { ...range, low: 80, high: 90 }],
    ['no edge onto the other', { drawing: range, price: 110 }, 90.1, false, range],
    ['a whole range', { drawing: range, price: 90 }, 95, true, { ...range, low: 95, high: 115 }],
    [
      'an alert below the price',
      { drawing: alert, price: 120 },
      80,
      false,
      { ...alert, price: 80, from: 'above' },
    ],
    ['nothing below zero', { drawing: line(100), price: 100 }, -3, false, line(100)],
  ] as const)('moves %s', (_, grip, to, isWhole, moved) => {
    expect(movedTo(grip, to, place, isWhole)).toEqual(moved);
  });

  test('changes nothing when the drawing has gone, or the session is another one', () => {
    addDrawing('drag', { kind: 'line', symbol: 'A', price: 100 });
    addDrawing('other', { kind: 'line', symbol: 'A', price: 5 });
    const [former = line(1)] = pricedDrawings('drag', 'A');
    const moved = { ...former, price: 101 } as PricedDrawing;
    replaceDrawing('other', former, moved);
    expect(drawingsOf('other')).toEqual([{ ...line(5), id: 1 }]);
    replaceDrawing('drag', former, moved);
    expect(drawingsOf('drag')).toEqual([moved]);
    removeDrawing('drag', moved.id);
    replaceDrawing('drag', moved, former);
    expect(drawingsOf('drag')).toEqual([]);
  });
});

describe('drawings', () => {
  const place = { symbol: 'A', tickSize: 0.5, last: 100 };

  test.each([
    ['a line snaps to the tick', 'line', [99.7], { kind: 'line', symbol: 'A', price: 99.5 }],
    [
      'an alert above the price',
      'alert',
      [101],
      { kind: 'price-alert', symbol: 'A', price: 101, from: 'below' },
    ],
    ['an alert below it', 'alert', [99], { kind: 'price-alert', symbol: 'A', price: 99, from: 'above' }],
    ['a range in any order', 'range', [102, 99], { kind: 'range', symbol: 'A', low: 99, high: 102 }],
    ['a range waits for its second price', 'range', [102], undefined],
    ['a range of one price is none', 'range', [102, 102.1], undefined],
    ['nothing without a price', 'line', [Number.NaN], undefined],
    ['nothing at a price below zero', 'alert', [-5], undefined],
  ] as const)('%s', (_, tool, prices, drawing) => {
    expect(placed(tool, prices, place)).toEqual(drawing);
  });

  test('have their prices as text', () => {
    const range: Drawing = { kind: 'range', id: 1, symbol: 'A', low: 100, high: 101 };
    expect(drawingText(range, 0.5)).toBe('100.0 – 101.0 (1.00 %)');
  });

  test('the newest are kept, of the sessions drawn in last', () => {
    const many = Array.from({ length: ITEMS_MAX + 5 }, (_, index) => line(index));
    expect(withSession({}, 'one', many)['one']?.map(({ id }) => id)).toEqual(
      many.slice(5).map(({ id }) => id),
    );
    let sessions = {};
    for (let index = 0; index <= SESSIONS_MAX; index += 1)
      sessions = withSession(sessions, `s${index}`, [line(1)]);
    sessions = withSession(sessions, 's1', [line(2)]);
    expect(Object.keys(sessions)).toHaveLength(SESSIONS_MAX);
    expect(Object.keys(sessions).at(-1)).toBe('s1');
    expect(withSession({ one: [line(1)] }, 'one', [])).toEqual({});
  });

  test('belong to the session’s folder, live and in playback; elsewhere to the epoch', () => {
    const state = { phase: 'running', processes: [], sessionFolder: 'C:\\sessions\\2026-11-29' } as const;
    const settings = { remoteRelayUrl: null } as Parameters<typeof sessionOf>[0]['settings'];
    const remote = { remoteRelayUrl: 'ws://there' } as typeof settings;
    const playback = { session: '2026-11-29', isRewind: true, phase: 'open' } as const;
    expect(sessionOf({ playback: null, settings, state }, 'e')).toBe('2026-11-29');
    expect(sessionOf({ playback, settings, state: null }, 'other')).toBe('2026-11-29');
    expect(sessionOf({ playback: null, settings: remote, state }, 'e')).toBe('e');
    expect(sessionOf({ playback: null, settings: null, state: null }, 'e')).toBe('e');
  });
});

describe('alerts', () => {
  const markets = new Map([['A', { instrument: DEFAULT_INSTRUMENT }]]);
  const trade = (tradeId: number, price: number, symbol = 'A') => ({ tradeId, price, symbol });
  const rising: Drawing = { kind: 'price-alert', id: 1, symbol: 'A', price: 100, from: 'below' };
  const falling: Drawing = { kind: 'price-alert', id: 2, symbol: 'A', price: 90, from: 'above' };
  const none = { positions: new Map() };

  test('a price alert fires at the first new trade that reaches the price', () => {
    const watch = new AlertWatch();
    watch.begin([trade(1, 105), trade(2, 95)]);
    const fired = (trades: Parameters<AlertWatch['check']>[1]) =>
      watch.check([rising, falling], trades, none, markets).map(({ text }) => text);
    expect(fired([trade(1, 105), trade(2, 95)])).toEqual([]);
    expect(fired([trade(2, 95), trade(3, 200, 'B'), trade(4, 99)])).toEqual([]);
    expect(fired([trade(4, 99), trade(5, 101), trade(6, 95)])).toEqual(['A rose to 101.0']);
    expect(fired([trade(6, 95), trade(7, 90)])).toEqual(['A fell to 90.0']);
    expect(fired([trade(7, 90)])).toEqual([]);
  });

  const held = (maintenanceMargin: number, equity: number): PositionUpdate => ({
    type: 'position_update',
    seq: 1,
    time: 1,
    account: 'ann',
    symbol: 'A',
    quantity: 1,
    averageEntryPrice: 100,
    markPrice: 100,
    realizedPnl: 0,
    unrealizedPnl: 0,
    feesPaid: 0,
    balance: equity,
    equity,
    initialMargin: 0,
    maintenanceMargin,
    liquidationPrice: null,
    bankruptcyPrice: null,
  });
  const accounts = (position: PositionUpdate) => ({
    positions: new Map([['ann', new Map([['A', position]])]]),
  });

  test('a margin alert fires when the margin reaches it, and again after it was below', () => {
    const watch = new AlertWatch();
    const alert: Drawing = { kind: 'margin-alert', id: 3, account: 'ann', percent: 80 };
    const fired = (margin: number) =>
      watch.check([alert], [], accounts(held(margin, 100)), markets).map(({ text }) => text);
    expect([79, 85, 90, 70, 80].map((margin) => fired(margin).length)).toEqual([0, 1, 0, 0, 1]);
    expect(fired(70)).toEqual([]);
    expect(fired(88)).toEqual(['The margin of ann is 88.0 %. Liquidation starts above 100 %.']);
  });

  test('an account without positions, or without margin, has none', () => {
    expect(marginPercentOf(none, 'ann')).toBeNull();
    expect(marginPercentOf(accounts(held(0, 100)), 'ann')).toBeNull();
    expect(marginPercentOf(accounts(held(10, 0)), 'ann')).toBe(Infinity);
  });
});
