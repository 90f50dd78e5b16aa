/** The counts and reports of a replay. */
import type { RejectCode } from '../../contract/orders.ts';
import type { Progress } from './playback.ts';

/** Largest number of rows that a report names. Its count includes all of them. */
const ROWS_NAMED_MAX = 1_000;

/** Largest delay of a step that counts as on time. */
const LATE_MS = 100;

/** Rows are counted from 0, as in LOBSTER's companion files. */
export interface Tally {
  /** Number of messages of the file so far. */
  messages: number;
  /** Messages that concern no visible order: hidden executions, auctions, halts. */
  ignored: number;
  /** Messages about orders that the book does not know. */
  unknownIds: number;
  /** Anonymous orders for the book before the file. */
  seeded: number;
  placed: number;
  amended: number;
  canceled: number;
  /** Incoming orders sent. */
  aggressors: number;
  /** Fills of replayed orders by replayed incoming orders. */
  fills: number;
  /** Fills of replayed orders, resting or incoming, with other accounts. */
  fillsWithOthers: number;
  /** Incoming orders that did not follow the queue in the original. Their fills are applied as cancels. */
  skips: number;
  readonly queueSkips: number[];
  /** Incoming orders whose fills differ from the file because others took part. */
  explained: number;
  /** Incoming orders whose fills differ from the file without such a reason. */
  unexplained: number;
  readonly unexplainedRows: number[];
  /** Cancels and amends that arrived after others had filled the order. */
  unknownOrders: number;
  /** Resting orders that the exchange cancelled without a request. */
  canceledByExchange: number;
  readonly rejected: Partial<Record<RejectCode, number>>;
}

export function emptyTally(): Tally {
  return {
    messages: 0,
    ignored: 0,
    unknownIds: 0,
    seeded: 0,
    placed: 0,
    amended: 0,
    canceled: 0,
    aggressors: 0,
    fills: 0,
    fillsWithOthers: 0,
    skips: 0,
    queueSkips: [],
    explained: 0,
    unexplained: 0,
    unexplainedRows: [],
    unknownOrders: 0,
    canceledByExchange: 0,
    rejected: {},
  };
}

export function countSkip(tally: Tally, row: number): void {
  tally.skips += 1;
  nameRow(tally.queueSkips, row);
}

export function countUnexplained(tally: Tally, row: number): void {
  tally.unexplained += 1;
  nameRow(tally.unexplainedRows, row);
}

function nameRow(rows: number[], row: number): void {
  if (rows.length < ROWS_NAMED_MAX) rows.push(row);
}

export function progressText(tally: Tally, { timeNanos, behindMs }: Progress): string {
  const schedule = behindMs < LATE_MS ? 'on time' : `behind schedule by ${(behindMs / 1_000).toFixed(1)} s`;
  const trades = tally.fills + tally.fillsWithOthers;
  return `${clockTime(timeNanos)} file time, ${tally.messages} messages, ${trades} trades, ${schedule}`;
}

export function summaryText(tally: Tally): string {
  const rejected = Object.entries(tally.rejected).map(([code, count]) => `${count} ${code}`);
  return [
    `${tally.messages} messages: ${tally.seeded} seeded, ${tally.placed} placed, ${tally.amended} amended, ` +
      `${tally.canceled} canceled, ${tally.ignored} of no visible order, ${tally.unknownIds} of unknown orders`,
    `${tally.aggressors} aggressors: ${tally.fills} fills, ${tally.fillsWithOthers} with other traders`,
    `queue skips: ${tally.skips}${rowsText(tally.queueSkips)}`,
    `other fills than in the file: ${tally.explained} explained by other traders, ` +
      `${tally.unexplained} unexplained${rowsText(tally.unexplainedRows)}`,
    `refused: ${tally.unknownOrders} about orders already gone${rejected.map((text) => `, ${text}`).join('')}; ` +
      `canceled by the exchange: ${tally.canceledByExchange}`,
  ].join('\n  ');
}

function rowsText(rows: readonly number[]): string {
  return rows.length === 0 ? '' : ` (rows ${rows.join(' ')})`;
}

function clockTime(timeNanos: number): string {
  return new Date(timeNanos / 1_000_000).toISOString().slice(11, 23);
}
