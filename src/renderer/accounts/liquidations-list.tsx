/** Every step of every liquidation that is kept, newest first. */
import type { Liquidation } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { useFeed, useTopic } from '../feed/use-feed.ts';
import { formatPrice, formatQuantity, formatSignedMoney } from '../format/numbers.ts';
import { formatClock, formatFullTime } from '../format/times.ts';

const STEPS_SHOWN_MAX = 200;

export const STAGE_WORDS: Readonly<Record<Liquidation['stage'], string>> = {
  started: 'fell below its maintenance margin',
  orders_canceled: 'orders cancelled',
  taken_over: 'position taken over',
  filled: 'closed in the book',
  insurance_fund: 'settled with the insurance fund',
  auto_deleveraged: 'closed against a counterparty',
  completed: 'completed',
};

export function LiquidationsList() {
  useTopic('liquidations');
  const { replica } = useFeed();
  const steps = replica.liquidations.slice(-STEPS_SHOWN_MAX).reverse();
  if (steps.length === 0) return <p className="quiet">No liquidation so far.</p>;
  return (
    <div className="table-scroller" tabIndex={0} role="region" aria-label="Liquidations list">
      <ol className="liquidations">
        {steps.map((step) => (
          <Step key={step.seq} step={step} instrument={replica.markets.get(step.symbol)?.instrument} />
        ))}
      </ol>
    </div>
  );
}

function Step({
  step,
  instrument,
}: {
  readonly step: Liquidation;
  readonly instrument: Instrument | undefined;
}) {
  const { account, stage, time } = step;
  return (
    <li className="liquidation" data-stage={stage}>
      <time title={formatFullTime(time)}>{formatClock(time)}</time>
      <span className="name" title={account}>
        {account}
      </span>
      <span className="stage">{STAGE_WORDS[stage]}</span>
      <span className="number">{instrument === undefined ? '' : amountsOf(step, instrument)}</span>
    </li>
  );
}

function amountsOf(step: Liquidation, { tickSize, lotSize }: Instrument): string {
  const { side, quantity, price, insuranceFundChange, counterparty } = step;
  const direction = side === 'buy' ? 'long' : 'short';
  const parts = [`${direction} ${formatQuantity(quantity, lotSize)}`];
  if (price !== undefined) parts.push(`at ${formatPrice(price, tickSize)}`);
  if (insuranceFundChange !== undefined) parts.push(`fund ${formatSignedMoney(insuranceFundChange)}`);
  if (counterparty !== undefined) parts.push(`against ${counterparty}`);
  return parts.join('  ');
}
