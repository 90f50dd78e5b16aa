import './accounts-panel.css';
import type { ComponentType } from 'react';
import { useFeedValue } from '../feed/use-feed.ts';
import { listedCount } from './account-rows.ts';
import { formatCount } from '../format/numbers.ts';
import { LiquidationsPanel } from '../liquidations/liquidations-panel.tsx';
import { PnlPanel } from '../pnl/pnl-panel.tsx';
import { useContentSize } from '../layout/content-sizes.ts';
import { PanelFrame } from '../layout/panel-frame.tsx';
import { PANELS, type TabId } from '../layout/panels.ts';
import { setUi, useUi } from '../ui/ui-store.ts';
import { AccountsTable, tablePx } from './accounts-table.tsx';
import { AccountFilter } from './account-filter.tsx';
import { HouseToggle } from './house-toggle.tsx';
import { ColumnMenu } from './column-menu.tsx';
import { ColumnPager } from './column-pager.tsx';

const TABS: Readonly<Record<TabId, ComponentType>> = {
  accounts: AccountsTable,
  pnl: PnlPanel,
  liquidations: LiquidationsPanel,
};

/** Height of all tabs: enough for the headings and for the curves of the PnL tab. */
const HEAD_PX = 40;
const BODY_PX_MIN = 190;

export function AccountsPanel() {
  const tab = useUi((ui) => ui.tab);
  useContentSize('accounts', HEAD_PX + Math.max(BODY_PX_MIN, tablePx(useAccountCount())));
  const Body = TABS[tab];
  return (
    <PanelFrame id="accounts" head={<Tabs />} actions={tab === 'accounts' && <AccountActions />}>
      <div className="tab-body" role="tabpanel" id="tabpanel-accounts" aria-labelledby={`tab-${tab}`}>
        <Body />
      </div>
    </PanelFrame>
  );
}

function AccountActions() {
  return (
    <>
      <AccountFilter />
      <HouseToggle />
      <ColumnPager />
      <ColumnMenu />
    </>
  );
}

function useAccountCount(): number {
  const showsHouse = useUi((ui) => ui.showsHouse);
  return useFeedValue(({ market: { replica } }) => listedCount(replica.positions, showsHouse));
}

function Tabs() {
  const accounts = useAccountCount();
  const liquidations = useFeedValue(
    ({ market: { replica } }) => replica.liquidations.filter(({ stage }) => stage === 'started').length,
  );
  const counts: Readonly<Record<TabId, number | undefined>> = { accounts, liquidations, pnl: undefined };
  return (
    <div className="tabs" role="tablist" aria-label="Accounts, PnL and liquidations">
      {PANELS.map(
        ({ id, title, place }) =>
          place === 'tab' && <Tab key={id} tab={id} title={title} count={counts[id]} />,
      )}
    </div>
  );
}

interface TabProps {
  readonly tab: TabId;
  readonly title: string;
  readonly count: number | undefined;
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
