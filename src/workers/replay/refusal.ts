/** Advice for a rejected order that the replay needs. */
import type { RejectCode } from '../../contract/orders.ts';

export interface ReplayRefusal {
  readonly account: string;
  readonly code: RejectCode;
  /** The exchange's reason. */
  readonly reason: string;
  /** Value of all resting orders of the replay, in currency. */
  readonly restingValue: number;
}

/** One line with the rejected order, the reason and the remedy. */
export function refusalText(refusal: ReplayRefusal): string {
  return `${refusal.account}: ${refusal.code}: ${refusal.reason}${advice(refusal)}`;
}

function advice({ account, code, restingValue }: ReplayRefusal): string {
  if (code === 'INSUFFICIENT_MARGIN' || code === 'IN_LIQUIDATION') {
    const deposit = `{"${account}": {"deposit": ${roomyDeposit(restingValue)}}}`;
    return ` Configure the exchange with "accounts": ${deposit}, as resources/aapl.json does.`;
  }
  if (code === 'RATE_LIMITED') return ' Replay with a lower --speed.';
  if (code === 'DUPLICATE_CLIENT_ORDER_ID')
    return ' Orders of another replay rest; choose another --account.';
  return '';
}

/** A deposit that suffices for the rest of the file: the next power of ten above twice the value. */
function roomyDeposit(restingValue: number): number {
  return 10 ** Math.ceil(Math.log10(Math.max(restingValue, 1_000) * 2));
}
