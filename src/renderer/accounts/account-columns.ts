/** Headings, cells and widths of the accounts table. */
import type { Instrument } from '../../contract/instrument.ts';
import type { Tone } from '../bots/health.ts';
import {
  formatAveragePrice,
  formatCount,
  formatFixed,
  formatMoney,
  formatPosition,
  formatQuantity,
  formatSignedMoney,
  NONE,
  toneOf,
} from '../format/numbers.ts';
import { ACCOUNT_COLUMNS, type AccountColumn, type AccountRow } from './account-rows.ts';

export interface AccountCell {
  readonly text: string;
  /** Meaning of the colour: a gain or long, a loss or short, danger, or none. */
  readonly tone: 'up' | 'down' | 'flat' | 'danger' | 'plain';
  /** Tooltip of the tag ISO. Absent: no tag. */
  readonly isolated?: string;
  /** State of the account's process. Absent: the account has no process in this pit. */
  readonly process?: { readonly label: string; readonly tone: Tone };
}

/** Scope of a column: the account, its position in one instrument, or all its instruments. */
type Scope = 'name' | 'symbol' | 'all';

interface ColumnHead {
  readonly title: string;
  readonly about: string;
  readonly scope: Scope;
}

const SINCE = 'since this window began to follow';

export const COLUMN_HEADS: Readonly<Record<AccountColumn, ColumnHead>> = {
  rank: { title: '#', about: 'Rank by score', scope: 'name' },
  account: { title: 'Account', about: 'Name of the account', scope: 'name' },
  position: { title: 'Position', about: 'Signed quantity: long is positive', scope: 'symbol' },
  averageEntryPrice: { title: 'Entry', about: 'Average entry price of the position', scope: 'symbol' },
  realizedPnl: { title: 'Realized', about: 'Realized PnL, before fees', scope: 'symbol' },
  unrealizedPnl: { title: 'Unrealized', about: 'Unrealized PnL at the mark price', scope: 'symbol' },
  feesPaid: { title: 'Fees', about: 'Fees paid', scope: 'symbol' },
  liquidationTicks: {
    title: 'To liq.',
    about: 'Distance to liquidation: ticks from the mark price to the liquidation price',
    scope: 'symbol',
  },
  liquidationPercent: {
    title: 'To liq. %',
    about: 'From the mark price to the liquidation price, in percent of the mark price',
    scope: 'symbol',
  },
  trades: { title: 'Trades', about: `Number of trades ${SINCE}`, scope: 'symbol' },
  volume: { title: 'Volume', about: `Quantity bought and sold ${SINCE}`, scope: 'symbol' },
  netPnl: {
    title: 'PnL',
    about: 'Realized and unrealized PnL less fees and funding, at the mark price',
    scope: 'all',
  },
  score: {
    title: 'Score',
    about:
      'Decides the rank: PnL with each open position at the worse of mark price and reference price, the mean of the mark price over the last minutes',
    scope: 'all',
  },
  equity: { title: 'Equity', about: 'Balance and unrealized PnL of the whole account', scope: 'all' },
  change: { title: 'Curve', about: `Equity ${SINCE}; sorts by its change`, scope: 'all' },
  marginRatio: {
    title: 'Margin',
    about: 'Maintenance margin in percent of the equity that backs it; liquidation begins at 100',
    scope: 'all',
  },
  drawdown: { title: 'Drawdown', about: `Equity below its peak ${SINCE}`, scope: 'all' },
  maxDrawdown: { title: 'Max DD', about: `Deepest fall of equity from a peak ${SINCE}`, scope: 'all' },
  process: { title: 'Process', about: 'State of the bot’s process in this pit', scope: 'all' },
};

interface ColumnGroup {
  /** Title of the group. Empty: its columns need no heading. */
  readonly title: string;
  readonly about: string;
  /** Number of columns in the group, and the first of them. */
  readonly span: number;
  readonly first: AccountColumn;
}

/** Groups of columns by scope, where the pit has several instruments. */
export function columnGroups(columns: readonly AccountColumn[], symbol: string): readonly ColumnGroup[] {
  const names: Readonly<Record<Scope, Omit<ColumnGroup, 'span' | 'first'>>> = {
    name: { title: '', about: '' },
    symbol: { title: symbol, about: `Only ${symbol}` },
    all: { title: 'all', about: 'The account, over all instruments' },
  };
  const groups: (ColumnGroup & { readonly scope: Scope })[] = [];
  for (const column of columns) {
    const { scope } = COLUMN_HEADS[column];
    const last = groups.at(-1);
    if (last?.scope === scope) groups[groups.length - 1] = { ...last, span: last.span + 1 };
    else groups.push({ ...names[scope], scope, span: 1, first: column });
  }
  return groups;
}

/** Margin ratio from which on the account is near liquidation. */
const DANGER_RATIO = 0.8;

export function cellOf(row: AccountRow, column: AccountColumn, instrument: Instrument): AccountCell {
  switch (column) {
    case 'account':
      return { text: row.account, tone: 'plain', ...processOf(row) };
    case 'process':
      return { text: row.process ?? NONE, tone: row.processTone === 'good' ? 'plain' : 'flat' };
    case 'position':
      return { ...signedCell(formatPosition(row.position, instrument.lotSize)), ...isolated(row) };
    case 'averageEntryPrice':
      return { text: formatAveragePrice(row.averageEntryPrice, instrument.tickSize), tone: 'plain' };
    case 'realizedPnl':
    case 'unrealizedPnl':
    case 'netPnl':
    case 'score':
    case 'change':
      return signedCell(formatSignedMoney(row[column]));
    case 'feesPaid':
    case 'equity':
      return { text: formatMoney(row[column]), tone: 'plain' };
    case 'drawdown':
    case 'maxDrawdown':
      return { text: formatMoney(row[column]), tone: row[column] === 0 ? 'flat' : 'plain' };
    case 'marginRatio':
      return { text: marginText(row.marginRatio), tone: marginTone(row.marginRatio) };
    case 'liquidationPercent':
      return { text: percentText(row.liquidationPercent), tone: marginTone(row.marginRatio) };
    case 'liquidationTicks':
      return { text: formatFixed(row.liquidationTicks, 0), tone: marginTone(row.marginRatio) };
    case 'volume':
      return { text: formatQuantity(row.volume, instrument.lotSize), tone: 'plain' };
    case 'rank':
      return { text: row.rank === null ? NONE : formatCount(row.rank), tone: 'plain' };
    case 'trades':
      return { text: formatCount(row[column]), tone: 'plain' };
  }
}

function processOf({ process, processTone }: AccountRow): Pick<AccountCell, 'process'> {
  return process === null || processTone === null ? {} : { process: { label: process, tone: processTone } };
}

/**
 * Distance from which on a liquidation price is no danger: it is then at ten times the mark price, and may have many
 * digits.
 */
const FAR_PERCENT = 1_000;

function percentText(percent: number | null): string {
  return percent !== null && percent >= FAR_PERCENT
    ? `>${formatFixed(FAR_PERCENT, 0)}`
    : formatFixed(percent, 2);
}

function marginText(ratio: number | null): string {
  if (ratio === null) return NONE;
  return ratio === Infinity ? '∞' : formatFixed(ratio * 100, 1);
}

function marginTone(ratio: number | null): AccountCell['tone'] {
  return ratio !== null && ratio >= DANGER_RATIO ? 'danger' : 'plain';
}

function isolated({ isolatedMargin }: AccountRow): Pick<AccountCell, 'isolated'> {
  if (isolatedMargin === null) return {};
  return { isolated: `Isolated margin: ${formatMoney(isolatedMargin)} backs only this position` };
}

function signedCell(text: string): AccountCell {
  return { text, tone: toneOf(text) };
}

/** Widths of a digit of the table's numbers, and of a letter of its headings. */
const DIGIT_PX = 7.25;
const LETTER_PX = 6.4;
/** Width of a name of 14 letters, such as `mean-reversion`, with the dot before it. */
const NAME_PX = 104;
/** Width of the heading of ranks with its arrow. */
const RANK_PX = 15;
const CURVE_PX = 64;
const PROCESS_PX = 58;
const MARGIN_BAR_PX = 30;
const ISOLATED_TAG_PX = 24;

/** Widths in pixels that fit every number of the rows. The largest and the smallest number of a column decide. */
export function columnWidths(
  rows: readonly AccountRow[],
  instrument: Instrument,
): Readonly<Record<AccountColumn, number>> {
  const widths = ACCOUNT_COLUMNS.map((column) => {
    const head = COLUMN_HEADS[column].title.length * LETTER_PX;
    return [column, Math.ceil(Math.max(head, contentWidth(rows, column, instrument)))] as const;
  });
  return Object.fromEntries(widths) as Record<AccountColumn, number>;
}

function contentWidth(rows: readonly AccountRow[], column: AccountColumn, instrument: Instrument): number {
  if (column === 'account') return NAME_PX;
  if (column === 'process') return PROCESS_PX;
  if (column === 'change') return CURVE_PX;
  const numbers = longest(rows, column, instrument) * DIGIT_PX;
  if (column === 'rank') return Math.max(RANK_PX, numbers);
  if (column === 'marginRatio') return numbers + MARGIN_BAR_PX;
  const hasTag = column === 'position' && rows.some(({ isolatedMargin }) => isolatedMargin !== null);
  return hasTag ? numbers + ISOLATED_TAG_PX : numbers;
}

/** Number of characters of the longest number. */
function longest(rows: readonly AccountRow[], column: AccountColumn, instrument: Instrument): number {
  let least: AccountRow | undefined;
  let most: AccountRow | undefined;
  for (const row of rows) {
    const value = row[column];
    if (value === null) continue;
    if (least === undefined || value < (least[column] ?? 0)) least = row;
    if (most === undefined || value > (most[column] ?? 0)) most = row;
  }
  const lengths = [least, most].map((row) =>
    row === undefined ? 1 : cellOf(row, column, instrument).text.length,
  );
  return Math.max(...lengths);
}
