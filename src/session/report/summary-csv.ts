/** performance-summary.csv: one row per account, with times in ISO 8601 (UTC). */
import papaparse from 'papaparse';
import type { SessionSummary } from './session-summary.ts';

const MICROS_PER_MS = 1_000;
/** Decimals of money, as many as the exchange keeps by default. */
const DECIMALS = 6;

export function summaryCsv({ accounts, from, until }: SessionSummary): string {
  const rows = accounts.map((one) => ({
    rank: one.rank,
    account: one.account,
    netPnl: rounded(one.netPnl),
    netPnlPercent: rounded(one.netPnlPercent),
    realizedPnl: rounded(one.realizedPnl),
    unrealizedPnl: rounded(one.unrealizedPnl),
    feesPaid: rounded(one.feesPaid),
    fundingPaid: rounded(one.fundingPaid),
    equity: rounded(one.equity),
    maxDrawdown: rounded(one.maxDrawdown),
    sharpePerHour: rounded(one.sharpe),
    trades: one.trades,
    turnover: rounded(one.turnover),
    updates: one.updates,
    from: isoTime(from),
    until: isoTime(until),
  }));
  return `${papaparse.unparse(rows)}\r\n`;
}

/** @param micros time in microseconds since the Unix epoch */
export function isoTime(micros: number): string {
  return new Date(micros / MICROS_PER_MS).toISOString();
}

function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toFixed(DECIMALS));
}
