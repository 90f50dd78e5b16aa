/** Equity of chosen accounts on one time axis, with drawdowns below. */
import './pnl.css';
import { useState } from 'react';
import { useFeed, useSlowTopic } from '../feed/use-feed.ts';
import { formatSignedMoney } from '../format/numbers.ts';
import { netPnl } from '../../contract/score.ts';
import { AccountName } from '../ui/account-name.tsx';
import { useUi } from '../ui/ui-store.ts';
import { assignSlots, drawnAccounts, LINES_MAX, topAccounts } from './line-slots.ts';
import { LinesChart } from './lines-chart.tsx';

const REDRAW_MS = 500;

export function PnlPanel() {
  useSlowTopic('positions', REDRAW_MS);
  const feed = useFeed();
  const { replica } = feed.market;
  const selected = useUi((ui) => ui.account);
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const withHouse = useUi((ui) => ui.showsHouse);
  const drawn = drawnAccounts(replica, { chosen, selected, withHouse });
  const slots = useSlots(drawn);
  const readLines = () =>
    [...slots].flatMap(([id, slot]) => {
      const series = feed.market.histories.equity(id)?.series;
      return series === undefined ? [] : [{ id, series, slot }];
    });
  if (replica.positions.size === 0)
    return <p className="quiet">No accounts yet. Their equity is drawn here.</p>;
  const offered = [...new Set([...drawn, ...topAccounts(replica, LINES_MAX, withHouse)])].slice(0, LINES_MAX);
  const toggle = (account: string) =>
    setChosen(drawn.includes(account) ? drawn.filter((one) => one !== account) : [...drawn, account]);
  return (
    <div className="pnl">
      <div className="pnl-legend" role="group" aria-label="Accounts drawn">
        {offered.map((account) => (
          <button
            key={account}
            type="button"
            aria-pressed={drawn.includes(account)}
            title={account}
            data-testid="pnl-account"
            data-account={account}
            onClick={() => toggle(account)}
          >
            <span className="swatch" style={{ background: swatchOf(slots.get(account)) }} aria-hidden />
            <AccountName account={account} />
            <span className="number">
              {formatSignedMoney(netPnl(replica.positions.get(account) ?? new Map()))}
            </span>
          </button>
        ))}
      </div>
      <LinesChart read={readLines} label="Equity over time, drawdown below" hasDrawdown />
    </div>
  );
}

/** Colours that stay with their accounts from one drawing to the next. */
function useSlots(accounts: readonly string[]): ReadonlyMap<string, number> {
  const [slots, setSlots] = useState<ReadonlyMap<string, number>>(new Map());
  const isCurrent = accounts.length === slots.size && accounts.every((account) => slots.has(account));
  if (isCurrent) return slots;
  const next = assignSlots(slots, accounts);
  setSlots(next);
  return next;
}

function swatchOf(slot: number | undefined): string {
  return slot === undefined ? 'transparent' : `var(--line-${slot})`;
}
