/** Text of a liquidation's steps in words and numbers. */
import type { Liquidation } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { formatPrice, formatQuantity, formatSignedMoney } from '../format/numbers.ts';
import { fundShare, settledFills, takeoverPrice } from './cases.ts';

export const STAGE_TEXT: Readonly<Record<Liquidation['stage'], string>> = {
  started: 'Breach: equity below maintenance margin',
  orders_canceled: 'Orders cancelled',
  taken_over: 'Taken over',
  filled: 'Closed in the book',
  insurance_fund: 'Insurance fund',
  auto_deleveraged: 'Auto-deleveraged',
  completed: 'Completed',
};

/** Figures of a step, in parts that must not break. For the fund, the underlying calculation. */
export function stepFigures(
  step: Liquidation,
  steps: readonly Liquidation[],
  instrument: Instrument,
): readonly string[] {
  const { tickSize, lotSize } = instrument;
  const quantity = formatQuantity(step.quantity, lotSize);
  switch (step.stage) {
    case 'started':
      return [
        `${step.side === 'buy' ? 'long' : 'short'} ${quantity},`,
        `bankrupt at ${formatPrice(step.bankruptcyPrice, tickSize)}`,
      ];
    case 'orders_canceled':
      return [quantity];
    case 'taken_over':
      return [`${quantity} at ${formatPrice(step.price ?? step.bankruptcyPrice, tickSize)}`];
    case 'filled':
      return [`${quantity} at ${formatPrice(step.price, tickSize)}:`, ...shareText(step, steps, instrument)];
    case 'insurance_fund':
      return fundText(step, steps);
    case 'auto_deleveraged':
      return [
        `${quantity} at ${formatPrice(step.price, tickSize)}`,
        `against ${step.counterparty ?? 'a counterparty'}`,
      ];
    case 'completed':
      return [step.quantity === 0 ? 'flat' : `${quantity} kept, healed`];
  }
}

/** Calculation of a share, for example `(49 900.0 − 49 950.0) × 0.250 = −12.50`. */
function shareText(
  step: Liquidation,
  steps: readonly Liquidation[],
  { tickSize, lotSize }: Instrument,
): readonly string[] {
  const takenOverAt = takeoverPrice(steps, step);
  const [got, taken] = [formatPrice(step.price, tickSize), formatPrice(takenOverAt, tickSize)];
  const difference = step.side === 'buy' ? `${got} − ${taken}` : `${taken} − ${got}`;
  return [
    `(${difference}) × ${formatQuantity(step.quantity, lotSize)}`,
    `= ${formatSignedMoney(fundShare(step, takenOverAt))}`,
  ];
}

function fundText(step: Liquidation, steps: readonly Liquidation[]): readonly string[] {
  const change = formatSignedMoney(step.insuranceFundChange);
  const fills = settledFills(steps, step);
  if (fills.length === 0) return [`${change}: pays the account’s debt`];
  if (fills.length === 1) return [change];
  const shares = fills.map((fill) => fundShare(fill, takeoverPrice(steps, fill)));
  return [...shares.map(formatSignedMoney), `= ${change}`];
}
