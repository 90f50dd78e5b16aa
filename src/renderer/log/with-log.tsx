/** The panels, and below them the log while it is open. */
import type { ReactNode } from 'react';
import { Panel } from 'react-resizable-panels';
import type { Item } from '../layout/arrange.ts';
import { Arrangement, Divider } from '../layout/arrangement.tsx';
import { usePit } from '../pit/pit-store.ts';
import { useUi } from '../ui/ui-store.ts';
import { LogPanel } from './log-panel.tsx';

const PANELS: Item = { id: 'panels', size: { weight: 1 }, minPx: 200 };
const LOG: Item = { id: 'log', size: { px: 180 }, minPx: 80 };
/** A closed log. It keeps its place, because the library cannot add or remove panels while it resizes others. */
const NO_LOG: Item = { id: 'log', size: { px: 0 }, minPx: 0, maxPx: 0 };
const CLOSED = [PANELS, NO_LOG];
const OPEN = [PANELS, LOG];

export function WithLog({ children }: { readonly children: ReactNode }) {
  const hasPit = usePit((pit) => pit.hasPit);
  const isOpen = useUi((ui) => ui.logOpen) && hasPit;
  return (
    <div className="with-log" data-log={isOpen ? 'open' : 'closed'}>
      <Arrangement name="log" within="column" items={isOpen ? OPEN : CLOSED}>
        <Panel id={PANELS.id} minSize={PANELS.minPx}>
          {children}
        </Panel>
        <Divider between={['panels', 'log']} />
        <Panel id={LOG.id} minSize={isOpen ? LOG.minPx : 0}>
          {isOpen && <LogPanel />}
        </Panel>
      </Arrangement>
    </div>
  );
}
