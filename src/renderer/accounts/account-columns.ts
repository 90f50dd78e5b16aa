/** Heads and cells of the accounts table. */
import type { Instrument } from '../../contract/instrument.ts';
import { formatAveragePrice, formatMoney, formatPosition, formatSignedMoney } from '../format/numbers.ts';
import type { AccountColumn, AccountRow } from './account-rows.ts';

export interface AccountCell {
  readonly text: string;
  /** What the colour says: a gain or long, a loss or short, nothing. */
  readonly tone: 'up' | 'down' | 'flat' | 'plain';
  /** What stands behind the tag ISO; absent: there is none. */
  readonly isolated?: string;
}

export const COLUMN_HEADS: Readonly<
  Record<AccountColumn, { readonly title: string; readonly about: string }>
> = {
  account: { title: 'Account', about: 'Name of the account' },
  position: { title: 'Position', about: 'Signed quantity: long is positive' },
  averageEntryPrice: { title: 'Avg entry', about: 'Average entry price of the position' },
  realizedPnl: { title: 'Realized', about: 'Realized PnL, before fees' },
  unrealizedPnl: { title: 'Unrealized', about: 'Unrealized PnL at the mark price' },
  feesPaid: { title: 'Fees', about: 'Fees paid' },
  equity: { title: 'Equity', about: 'Balance and unrealized PnL of the whole account' },
};

interface ColumnGroup {
  /** Empty: the columns need no word. */
  readonly title: string;
  readonly about: string;
  /** How many columns stand below it. */
  readonly span: number;
}

/** What the columns are about, where the pit has several instruments; in the order of ACCOUNT_COLUMNS. */
export function columnGroups(symbol: string): readonly ColumnGroup[] {
  return [
    { title: '', about: '', span: 1 },
    { title: symbol, about: `Of ${symbol} alone`, span: 5 },
    { title: 'all', about: 'Of the account, over all instruments', span: 1 },
  ];
}

export function cellOf(row: AccountRow, column: AccountColumn, instrument: Instrument): AccountCell {
  switch (column) {
    case 'account':
      return { text: row.account, tone: 'plain' };
    case 'position':
      return {
        text: formatPosition(row.position, instrument.lotSize),
        tone: toneOf(row.position),
        ...isolated(row),
      };
    case 'averageEntryPrice':
      return { text: formatAveragePrice(row.averageEntryPrice, instrument.tickSize), tone: 'plain' };
    case 'realizedPnl':
    case 'unrealizedPnl':
      return { text: formatSignedMoney(row[column]), tone: toneOf(row[column]) };
    case 'feesPaid':
    case 'equity':
      return { text: formatMoney(row[column]), tone: 'plain' };
  }
}

function isolated({ isolatedMargin }: AccountRow): Pick<AccountCell, 'isolated'> {
  if (isolatedMargin === null) return {};
  return { isolated: `Isolated margin: ${formatMoney(isolatedMargin)} back this position alone` };
}

function toneOf(value: number): AccountCell['tone'] {
  if (value === 0) return 'flat';
  return value > 0 ? 'up' : 'down';
}
