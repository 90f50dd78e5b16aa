import './accounts-panel.css';
import { useFeedValue } from '../feed/use-feed.ts';
import { formatCount } from '../format/numbers.ts';
import { LiquidationsPanel } from '../liquidations/liquidations-panel.tsx';
import { PnlPanel } from '../pnl/pnl-panel.tsx';
import { PanelFrame } from '../layout/panel-frame.tsx';
import { setUi, useUi, type AccountsTab } from '../ui/ui-store.ts';
import { AccountsTable } from './accounts-table.tsx';
import { AccountFilter } from './account-filter.tsx';
import { ColumnMenu } from './column-menu.tsx';
import { ColumnPager } from './column-pager.tsx';

export function AccountsPanel() {
  const tab = useUi((ui) => ui.tab);
  return (
    <PanelFrame
      id="accounts"
      within="column"
      defaultSize="40"
      minSize={100}
      head={<Tabs />}
      actions={tab === 'accounts' && <AccountActions />}
    >
      <div className="tab-body" role="tabpanel" id="tabpanel-accounts" aria-labelledby={`tab-${tab}`}>
        {tab === 'accounts' && <AccountsTable />}
        {tab === 'pnl' && <PnlPanel />}
        {tab === 'liquidations' && <LiquidationsPanel />}
      </div>
    </PanelFrame>
  );
}

function AccountActions() {
  return (
    <>
      <AccountFilter />
      <ColumnPager />
      <ColumnMenu />
    </>
  );
}

function Tabs() {
  const accounts = useFeedValue(({ market: { replica } }) => replica.positions.size);
  const liquidations = useFeedValue(
    ({ market: { replica } }) => replica.liquidations.filter(({ stage }) => stage === 'started').length,
  );
  return (
    <div className="tabs" role="tablist" aria-label="Accounts, PnL and liquidations">
      <Tab tab="accounts" title="Accounts" count={accounts} />
      <Tab tab="pnl" title="PnL" />
      <Tab tab="liquidations" title="Liquidations" count={liquidations} />
    </div>
  );
}

interface TabProps {
  readonly tab: AccountsTab;
  readonly title: string;
  readonly count?: number;
}

function Tab({ tab, title, count }: TabProps) {
  const selected = useUi((ui) => ui.tab === tab);
  return (
    <button
      type="button"
      role="tab"
      id={`tab-${tab}`}
      aria-controls="tabpanel-accounts"
      aria-selected={selected}
      onClick={() => setUi({ tab })}
    >
      {title} {count !== undefined && <span className="count">{formatCount(count)}</span>}
    </button>
  );
}
