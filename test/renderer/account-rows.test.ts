import { describe, expect, test } from 'vitest';
import type { PositionUpdate } from '../../src/contract/events.ts';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { cellOf, columnGroups } from '../../src/renderer/accounts/account-columns.ts';
import {
  ACCOUNT_COLUMNS,
  accountRows,
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

const names = (rows: readonly AccountRow[]) => rows.map(({ account }) => account);
const by = (column: AccountSort['column'], direction: AccountSort['direction']): AccountSort => ({
  column,
  direction,
});

describe('account rows', () => {
  test('an isolated position says so, and with how much', () => {
    const [row] = accountRows(positions(update('maker', { isolatedMargin: 250 })), 'BTC-USD');
    if (row === undefined) throw new Error('no row');
    const isolated = 'Isolated margin: 250.00 back this position alone';
    expect(cellOf(row, 'position', DEFAULT_INSTRUMENT)).toMatchObject({ isolated });
    const [cross] = accountRows(positions(update('maker')), 'BTC-USD');
    expect(cross).toMatchObject({ isolatedMargin: null });
  });

  test('show the position in one instrument and the newest equity of the account', () => {
    const rows = accountRows(
      positions(
        update('maker', { quantity: 2, averageEntryPrice: 49_000, equity: 1, seq: 5 }),
        update('maker', { symbol: 'AAPL', quantity: 7, equity: 2, seq: 9 }),
        update('taker', { symbol: 'AAPL', quantity: 3, equity: 3 }),
      ),
      'BTC-USD',
    );
    expect(rows).toMatchObject([
      { account: 'maker', position: 2, averageEntryPrice: 49_000, equity: 2 },
      { account: 'taker', position: 0, averageEntryPrice: null, equity: 3 },
    ]);
  });

  test('sort by number either way, by name where they are equal', () => {
    const rows = accountRows(
      positions(
        update('bot-10', { equity: 5 }),
        update('bot-2', { equity: 5 }),
        update('bot-1', { equity: 9 }),
      ),
      'BTC-USD',
    );
    expect(names(sortRows(rows, by('equity', 'descending')))).toEqual(['bot-1', 'bot-2', 'bot-10']);
    expect(names(sortRows(rows, by('equity', 'ascending')))).toEqual(['bot-2', 'bot-10', 'bot-1']);
    expect(names(sortRows(rows, by('account', 'descending')))).toEqual(['bot-10', 'bot-2', 'bot-1']);
  });

  test('rows without a value come last either way', () => {
    const rows = accountRows(
      positions(
        update('flat'),
        update('low', { averageEntryPrice: 1 }),
        update('high', { averageEntryPrice: 2 }),
      ),
      'BTC-USD',
    );
    expect(names(sortRows(rows, by('averageEntryPrice', 'ascending')))).toEqual(['low', 'high', 'flat']);
    expect(names(sortRows(rows, by('averageEntryPrice', 'descending')))).toEqual(['high', 'low', 'flat']);
  });

  test('a click on a head sorts by it, another turns it round', () => {
    const first = nextSort(by('equity', 'descending'), 'position');
    expect(first).toEqual(by('position', 'descending'));
    expect(nextSort(first, 'position')).toEqual(by('position', 'ascending'));
    expect(nextSort(first, 'account')).toEqual(by('account', 'ascending'));
  });

  test('the groups of columns span all of them', () => {
    const groups = columnGroups('AAPL');
    expect(groups.map(({ title }) => title)).toEqual(['', 'AAPL', 'all']);
    expect(groups.reduce((sum, { span }) => sum + span, 0)).toBe(ACCOUNT_COLUMNS.length);
    expect(ACCOUNT_COLUMNS.at(-1)).toBe('equity');
  });

  test('cells say gain and loss by sign and tone', () => {
    const [row] = accountRows(positions(update('maker', { quantity: -1.5, realizedPnl: 12.345 })), 'BTC-USD');
    if (row === undefined) throw new Error('no row');
    expect(cellOf(row, 'position', DEFAULT_INSTRUMENT)).toEqual({ text: '−1.500', tone: 'down' });
    expect(cellOf(row, 'realizedPnl', DEFAULT_INSTRUMENT)).toEqual({ text: '+12.35', tone: 'up' });
    expect(cellOf(row, 'unrealizedPnl', DEFAULT_INSTRUMENT)).toEqual({ text: '0.00', tone: 'flat' });
    expect(cellOf(row, 'averageEntryPrice', DEFAULT_INSTRUMENT)).toEqual({ text: '–', tone: 'plain' });
  });
});
