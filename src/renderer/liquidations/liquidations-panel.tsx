/** Each liquidation as its steps, with the arithmetic, next to the insurance fund's curve. */
import './liquidations.css';
import { useState } from 'react';
import { useFeed, useFeedValue, useTopic } from '../feed/use-feed.ts';
import { formatMoney, formatQuantity, formatSignedMoney } from '../format/numbers.ts';
import { formatClock, formatFullTime } from '../format/times.ts';
import { AccountName } from '../ui/account-name.tsx';
import { LinesChart } from '../pnl/lines-chart.tsx';
import { fundChange, liquidationCases, type LiquidationCase } from './cases.ts';
import { STAGE_TEXT, stepFigures } from './step-text.ts';

/** Number of liquidations in the list. The newest are shown. */
const CASES_SHOWN_MAX = 100;

export function LiquidationsPanel() {
  useTopic('liquidations');
  const cases = liquidationCases(useFeed().market.replica.liquidations).slice(0, CASES_SHOWN_MAX);
  const [chosen, setChosen] = useState<number | null>(null);
  const shown = cases.find(({ id }) => id === chosen) ?? cases[0];
  return (
    <div className="liquidations">
      <div className="liquidation-list">
        {shown === undefined ? (
          <p className="quiet">
            No liquidations yet. A liquidation begins when equity falls below maintenance margin.
          </p>
        ) : (
          <CaseList cases={cases} shown={shown.id} onChoose={setChosen} />
        )}
        <Fund />
      </div>
      {shown !== undefined && <Steps liquidation={shown} />}
    </div>
  );
}

interface CaseListProps {
  readonly cases: readonly LiquidationCase[];
  readonly shown: number;
  readonly onChoose: (id: number) => void;
}

function CaseList({ cases, shown, onChoose }: CaseListProps) {
  return (
    <ol className="liquidation-cases" aria-label="Liquidations, newest first">
      <li className="liquidation-heads" aria-hidden>
        <span>Time</span>
        <span>Account</span>
        <span>Position</span>
        <span title="The insurance fund's gain; negative: its payment">Fund</span>
      </li>
      {cases.map((one) => (
        <li key={one.id}>
          <button
            type="button"
            aria-pressed={one.id === shown}
            data-testid="liquidation"
            onClick={() => onChoose(one.id)}
          >
            <time>{formatClock(one.steps[0]?.time ?? 0)}</time>
            <span title={one.account}>
              <AccountName account={one.account} />
            </span>
            <CasePosition liquidation={one} />
            <span className="number" title="The insurance fund's gain; negative: its payment">
              {formatSignedMoney(fundChange(one))}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function CasePosition({ liquidation }: { readonly liquidation: LiquidationCase }) {
  const { symbol, side, quantity } = liquidation;
  const { replica } = useFeed().market;
  const lotSize = replica.markets.get(symbol)?.instrument.lotSize ?? 1;
  const word = side === 'buy' ? 'long' : 'short';
  return (
    <span
      className={`number ${side === 'buy' ? 'tone-up' : 'tone-down'}`}
      title={`Liquidated ${word} position`}
    >
      {word} {formatQuantity(quantity, lotSize)}
    </span>
  );
}

function Steps({ liquidation }: { readonly liquidation: LiquidationCase }) {
  const { replica } = useFeed().market;
  const { account, symbol, steps } = liquidation;
  const instrument = replica.markets.get(symbol)?.instrument;
  if (instrument === undefined) return null;
  return (
    <div className="liquidation-steps" tabIndex={0} role="region" aria-label={`Liquidation of ${account}`}>
      <h3 title={account}>
        {account} · {symbol}
      </h3>
      <ol>
        {steps.map((step) => (
          <li key={step.seq} data-stage={step.stage} data-testid="liquidation-step">
            <time title={formatFullTime(step.time)}>{formatClock(step.time)}</time>
            <span className="step">
              <span>{STAGE_TEXT[step.stage]}</span>
              <span className="step-figures">
                {stepFigures(step, steps, instrument).map((part) => (
                  <span className="number" key={part}>
                    {part}
                  </span>
                ))}
              </span>
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Fund() {
  const feed = useFeed();
  const amount = useFeedValue(({ market: { replica } }) => replica.status?.insuranceFund);
  return (
    <div className="fund">
      <h3>
        Insurance fund{' '}
        <span className="number" data-testid="fund">
          {formatMoney(amount)}
        </span>
      </h3>
      <LinesChart
        read={() => [{ id: 'fund', series: feed.market.histories.fund, slot: 0 }]}
        label="Insurance fund over time"
      />
    </div>
  );
}
