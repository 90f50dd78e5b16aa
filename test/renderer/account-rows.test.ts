import { describe, expect, test } from 'vitest';
import type { PositionUpdate } from '../../src/contract/events.ts';
import type { ProcessState } from '../../src/contract/pit-state.ts';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { cellOf, columnGroups, columnWidths } from '../../src/renderer/accounts/account-columns.ts';
import { healthsOf } from '../../src/renderer/bots/health.ts';
import { liquidationDistance, marginRatio } from '../../src/renderer/accounts/account-risk.ts';
import {
  allColumns,
  columnNumber,
  columnSight,
  fittingColumns,
  toggleColumn,
} from '../../src/renderer/accounts/column-choice.ts';
import { sparkPoints } from '../../src/renderer/accounts/sparkline.ts';
import { nextIndex } from '../../src/renderer/accounts/use-cursor.ts';
import { Histories } from '../../src/contract/histories.ts';
import {
  ACCOUNT_COLUMNS,
  accountRows as rowsWith,
  filterRows,
  listedCount,
  NO_PROCESSES,
  nextSort,
  sortRows,
  type AccountRow,
  type AccountSort,
} from '../../src/renderer/accounts/account-rows.ts';

function update(account: string, changes: Partial<PositionUpdate> = {}): PositionUpdate {
  return {
    type: 'position_update',
    seq: 1,
    time: 1,
    account,
    symbol: 'BTC-USD',
    quantity: 0,
    averageEntryPrice: null,
    markPrice: 50_000,
    realizedPnl: 0,
    unrealizedPnl: 0,
    feesPaid: 0,
    balance: 100_000,
    equity: 100_000,
    initialMargin: 0,
    maintenanceMargin: 0,
    liquidationPrice: null,
    bankruptcyPrice: null,
    ...changes,
  };
}

function positions(...updates: readonly PositionUpdate[]) {
  const all = new Map<string, Map<string, PositionUpdate>>();
  for (const one of updates) {
    const held = all.get(one.account) ?? new Map<string, PositionUpdate>();
    all.set(one.account, held.set(one.symbol, one));
  }
  return all;
}

const market = { instrument: DEFAULT_INSTRUMENT, markPrice: 50_000 };
const nothing = {
  histories: new Histories(),
  references: new Map<string, { reference: number | undefined }>(),
  processes: NO_PROCESSES,
  withHouse: false,
};
const accountRows = (held: ReturnType<typeof positions>) => rowsWith(held, market, nothing);

const names = (rows: readonly AccountRow[]) => rows.map(({ account }) => account);
const by = (column: AccountSort['column'], direction: AccountSort['direction']): AccountSort => ({
  column,
  direction,
});

describe('the crowd', () => {
  const held = positions(
    update('ann', { equity: 5, realizedPnl: 1 }),
    update('crowd.maker-1', { quantity: 2, equity: 100, realizedPnl: 30, feesPaid: 10 }),
    update('crowd.second.maker-1', { quantity: 1, equity: 7 }),
    update('crowd.single-1', { quantity: -3, equity: 200, realizedPnl: -4 }),
  );

  test('is one row, the sum of its accounts, with the state of its process and without a rank', () => {
    const rows = rowsWith(held, market, {
      ...nothing,
      processes: new Map([['crowd', { label: 'running', tone: 'good' } as const]]),
    });
    expect(rows).toMatchObject([
      { account: 'ann', rank: 1 },
      { account: 'crowd', rank: null, position: -1, equity: 300, netPnl: 16, process: 'running' },
      { account: 'crowd.second', rank: null, position: 1, equity: 7, process: null },
    ]);
    expect(listedCount(held, false)).toBe(3);
  });

  test('a bot that is paused looks so beside its account too, as on its card', () => {
    const paused = {
      name: 'ann',
      kind: 'bot',
      phase: 'running',
      restarts: 0,
      log: [],
      stats: { paused: 'x' },
    };
    const processes = healthsOf([paused as unknown as ProcessState], 0);
    const [row] = rowsWith(positions(update('ann')), market, { ...nothing, processes });
    const state = { label: 'paused', tone: 'warn' };
    expect(row && cellOf(row, 'account', DEFAULT_INSTRUMENT).process).toEqual(state);
    expect(row && cellOf(row, 'process', DEFAULT_INSTRUMENT)).toEqual({ text: 'paused', tone: 'flat' });
  });

  test('has a row and a rank for each account on request', () => {
    const rows = rowsWith(held, market, { ...nothing, withHouse: true });
    expect(rows.map(({ account, rank }) => [account, rank])).toEqual([
      ['crowd.maker-1', 1],
      ['ann', 2],
      ['crowd.second.maker-1', 3],
      ['crowd.single-1', 4],
    ]);
    expect(listedCount(held, true)).toBe(4);
  });
});

describe('account rows', () => {
  test('an isolated position shows its mode and its margin', () => {
    const [row] = accountRows(positions(update('maker', { isolatedMargin: 250 })));
    if (row === undefined) throw new Error('no row');
    const isolated = 'Isolated margin: 250.00 backs only this position';
    expect(cellOf(row, 'position', DEFAULT_INSTRUMENT)).toMatchObject({ isolated });
    const [cross] = accountRows(positions(update('maker')));
    expect(cross).toMatchObject({ isolatedMargin: null });
  });

  test('show the position in one instrument and the newest equity of the account', () => {
    const rows = accountRows(
      positions(
        update('maker', { quantity: 2, averageEntryPrice: 49_000, equity: 1, seq: 5 }),
        update('maker', { symbol: 'AAPL', quantity: 7, equity: 2, seq: 9 }),
        update('taker', { symbol: 'AAPL', quantity: 3, equity: 3 }),
      ),
    );
    expect(rows).toMatchObject([
      { account: 'maker', position: 2, averageEntryPrice: 49_000, equity: 2 },
      { account: 'taker', position: 0, averageEntryPrice: null, equity: 3 },
    ]);
  });

  test('sort by number in either direction, and by name where numbers are equal', () => {
    const rows = accountRows(
      positions(
        update('bot-10', { equity: 5 }),
        update('bot-2', { equity: 5 }),
        update('bot-1', { equity: 9 }),
      ),
    );
    expect(names(sortRows(rows, by('equity', 'descending')))).toEqual(['bot-1', 'bot-2', 'bot-10']);
    expect(names(sortRows(rows, by('equity', 'ascending')))).toEqual(['bot-2', 'bot-10', 'bot-1']);
    expect(names(sortRows(rows, by('account', 'descending')))).toEqual(['bot-10', 'bot-2', 'bot-1']);
  });

  test('rows without a value come last in either direction', () => {
    const rows = accountRows(
      positions(
        update('flat'),
        update('low', { averageEntryPrice: 1 }),
        update('high', { averageEntryPrice: 2 }),
      ),
    );
    expect(names(sortRows(rows, by('averageEntryPrice', 'ascending')))).toEqual(['low', 'high', 'flat']);
    expect(names(sortRows(rows, by('averageEntryPrice', 'descending')))).toEqual(['high', 'low', 'flat']);
  });

  test('a click on a header sorts by it, another click reverses the order', () => {
    const first = nextSort(by('equity', 'descending'), 'position');
    expect(first).toEqual(by('position', 'descending'));
    expect(nextSort(first, 'position')).toEqual(by('position', 'ascending'));
    expect(nextSort(first, 'account')).toEqual(by('account', 'ascending'));
  });

  test('the groups of columns span all of them', () => {
    const groups = columnGroups(ACCOUNT_COLUMNS, 'AAPL');
    expect(groups.map(({ title }) => title)).toEqual(['', 'AAPL', 'all']);
    expect(groups.reduce((sum, { span }) => sum + span, 0)).toBe(ACCOUNT_COLUMNS.length);
    expect(columnGroups(['account', 'equity'], 'AAPL').map(({ span }) => span)).toEqual([1, 1]);
    const apart = columnGroups(['account', 'position', 'trades', 'equity', 'volume'], 'AAPL');
    expect(apart.map(({ title, span }) => [title, span])).toEqual([
      ['', 1],
      ['AAPL', 2],
      ['all', 1],
      ['AAPL', 1],
    ]);
  });

  test('rank values each open position at the worse of mark and reference price, and counts funding', () => {
    const held = positions(
      update('pusher', { quantity: 10, unrealizedPnl: 5_000, markPrice: 50_500 }),
      update('fader', { quantity: 10, unrealizedPnl: -30, markPrice: 49_000 }),
      update('short', { quantity: -1, unrealizedPnl: 40, markPrice: 49_990 }),
      update('honest', { realizedPnl: 100, fundingPaid: 20 }),
    );
    const references = new Map([['BTC-USD', { reference: 50_000 }]]);
    expect(rowsWith(held, market, { ...nothing, references })).toMatchObject([
      { account: 'honest', rank: 1, score: 80, netPnl: 80 },
      { account: 'short', rank: 2, score: 30, netPnl: 40 },
      { account: 'pusher', rank: 3, score: 0, netPnl: 5_000 },
      { account: 'fader', rank: 4, score: -30, netPnl: -30 },
    ]);
    expect(rowsWith(held, market, nothing).map(({ account, score }) => [account, score])).toEqual([
      ['pusher', 5_000],
      ['honest', 80],
      ['short', 40],
      ['fader', -30],
    ]);
  });

  test('rank is by PnL after fees over all symbols', () => {
    const rows = accountRows(
      positions(
        update('ann', { realizedPnl: 5, feesPaid: 3 }),
        update('bob', { realizedPnl: 1, unrealizedPnl: 2 }),
        update('ann', { symbol: 'AAPL', realizedPnl: -1 }),
      ),
    );
    expect(rows).toMatchObject([
      { account: 'bob', rank: 1, netPnl: 3 },
      { account: 'ann', rank: 2, netPnl: 1 },
    ]);
  });

  test('the filter matches a part of the name', () => {
    const rows = accountRows(positions(update('Maker-1'), update('taker')));
    expect(names(filterRows(rows, ' MAKER '))).toEqual(['Maker-1']);
    expect(filterRows(rows, '')).toBe(rows);
  });

  test('the margin ratio is that of the worst margin account', () => {
    const cross = update('a', { maintenanceMargin: 20 });
    const isolated = update('a', { maintenanceMargin: 9, isolatedMargin: 12, unrealizedPnl: -2 });
    expect(marginRatio([cross], 100)).toBe(0.2);
    expect(marginRatio([cross, isolated], 110)).toBe(0.9);
    expect(marginRatio([update('a')], 100)).toBeNull();
    expect(marginRatio([cross], 0)).toBe(Infinity);
  });

  test('the distance to liquidation is in ticks and percent, against the position', () => {
    expect(liquidationDistance({ quantity: 2, liquidationPrice: 90 }, 100, 0.5)).toEqual({
      ticks: 20,
      percent: 10,
    });
    expect(liquidationDistance({ quantity: -2, liquidationPrice: 90 }, 100, 0.5)).toEqual({
      ticks: -20,
      percent: -10,
    });
    expect(liquidationDistance({ quantity: 2, liquidationPrice: null }, 100, 0.5)).toBeNull();
  });

  test('columns disappear in a narrow panel, and the user can add and remove them', () => {
    const widths = columnWidths(accountRows(positions(update('a', { equity: -1e9 }))), DEFAULT_INSTRUMENT);
    expect(widths.equity).toBeGreaterThanOrEqual('−1 000 000 000.00'.length * 7.2);
    expect(fittingColumns(widths, 0)).toEqual(['account']);
    expect(fittingColumns(widths, 210)).toEqual(['rank', 'account', 'position']);
    expect(allColumns(widths, 200).slice(0, 2)).toEqual(['rank', 'account']);
    expect(fittingColumns(widths, 5_000)).toEqual(ACCOUNT_COLUMNS);
    expect(toggleColumn(['account', 'trades'], 'equity')).toEqual(['account', 'trades', 'equity']);
    expect(toggleColumn(['account', 'trades'], 'trades')).toEqual(['account']);
    expect(toggleColumn(['account'], 'account')).toEqual(['account']);
  });

  test('columns that do not fit come after those that fit, one whole column at a time', () => {
    const widths = columnWidths(accountRows(positions(update('a'))), DEFAULT_INSTRUMENT);
    const order = allColumns(widths, 500);
    expect(order.toSorted()).toEqual(ACCOUNT_COLUMNS.toSorted());
    const first = columnSight(order, widths, 500, 0);
    expect(first.columns.slice(0, 2)).toEqual(['rank', 'account']);
    expect(first.columns).toEqual(expect.arrayContaining([...fittingColumns(widths, 500)]));
    expect(first.columns.length).toBeLessThan(order.length);
    const seen = new Set(first.columns);
    for (let shift = first.page; shift < order.length; shift += first.page) {
      const { columns } = columnSight(order, widths, 500, shift);
      expect(columns.slice(0, 2)).toEqual(['rank', 'account']);
      for (const column of columns) seen.add(column);
    }
    expect(seen.size).toBe(order.length);
    const last = columnSight(order, widths, 500, Infinity);
    expect(last.shift).toBe(last.shiftMax);
    expect(last.columns.at(-1)).toBe(order.at(-1));
    expect(last.columns.map((_, index) => order[columnNumber(last, index) - 1])).toEqual(last.columns);
  });

  test('with room for all columns none moves; with room for none, one is shown', () => {
    const widths = columnWidths(accountRows(positions(update('a'))), DEFAULT_INSTRUMENT);
    expect(columnSight(allColumns(widths, 5_000), widths, 5_000, 3)).toEqual({
      columns: ACCOUNT_COLUMNS,
      shift: 0,
      shiftMax: 0,
      page: ACCOUNT_COLUMNS.length - 2,
      count: ACCOUNT_COLUMNS.length,
    });
    expect(columnSight(['account', 'equity', 'trades'], widths, 0, 1).columns).toEqual(['account', 'trades']);
    expect(columnSight(['account'], widths, 0, 1)).toMatchObject({ columns: ['account'], shiftMax: 0 });
  });

  test('keys move from row to row and stop at the ends', () => {
    expect(nextIndex('ArrowDown', -1, 3)).toBe(0);
    expect(nextIndex('ArrowDown', 2, 3)).toBe(2);
    expect(nextIndex('End', 0, 1_000)).toBe(999);
    expect(nextIndex('ArrowUp', 0, 0)).toBeNull();
    expect(nextIndex('x', 0, 3)).toBeNull();
  });

  test('a curve needs two times, and fills its box', () => {
    expect(sparkPoints([{ time: 1, value: 5 }])).toBe('');
    expect(
      sparkPoints([
        { time: 1, value: 5 },
        { time: 3, value: 9 },
      ]),
    ).toBe('0.0,13.0 60.0,1.0');
  });

  test('cells show gain and loss by sign and colour', () => {
    const [row] = accountRows(positions(update('maker', { quantity: -1.5, realizedPnl: 12.345 })));
    if (row === undefined) throw new Error('no row');
    expect(cellOf(row, 'position', DEFAULT_INSTRUMENT)).toEqual({ text: '−1.500', tone: 'down' });
    expect(cellOf(row, 'realizedPnl', DEFAULT_INSTRUMENT)).toEqual({ text: '+12.35', tone: 'up' });
    for (const unrealizedPnl of [0, 0.004, -0.004])
      expect(cellOf({ ...row, unrealizedPnl }, 'unrealizedPnl', DEFAULT_INSTRUMENT)).toEqual({
        text: '0.00',
        tone: 'flat',
      });
    expect(cellOf(row, 'averageEntryPrice', DEFAULT_INSTRUMENT)).toEqual({ text: '–', tone: 'plain' });
  });
});
