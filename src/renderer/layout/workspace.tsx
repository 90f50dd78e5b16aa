/** The panels side by side; on a narrow screen the tape goes below the order book. The arrangement is kept. */
import type { ReactNode } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { AccountsPanel } from '../accounts/accounts-panel.tsx';
import { BotsPanel } from '../bots/bots-panel.tsx';
import { ChartPanel } from '../chart/chart-panel.tsx';
import { LadderPanel } from '../ladder/ladder-panel.tsx';
import { usePit } from '../pit/pit-store.ts';
import { TapePanel } from '../tape/tape-panel.tsx';
import { useUi } from '../ui/ui-store.ts';
import { useMedia } from '../ui/use-media.ts';
import { LAYOUT_PREFIX } from './reset-layout.ts';

export function Workspace() {
  const hasPit = usePit((pit) => pit.hasPit);
  const layoutVersion = useUi((ui) => ui.layoutVersion);
  const isNarrow = useMedia('(max-width: 1279px)');
  const shape = `${isNarrow ? 'narrow' : 'wide'}${hasPit ? '-pit' : ''}`;
  return (
    <main className="workspace">
      <Columns key={`${shape}-${layoutVersion}`} shape={shape} isNarrow={isNarrow} hasPit={hasPit} />
    </main>
  );
}

interface ColumnsProps {
  readonly shape: string;
  readonly isNarrow: boolean;
  readonly hasPit: boolean;
}

function Columns({ shape, isNarrow, hasPit }: ColumnsProps) {
  return (
    <Arrangement id={`columns-${shape}`} orientation="horizontal">
      {hasPit && <BotsPanel width={isNarrow ? 220 : 260} />}
      {hasPit && <Divider label="Divider between bots and chart" />}
      <Panel id="centre" minSize={280}>
        <Arrangement id="centre" orientation="vertical">
          <ChartPanel />
          <Divider label="Divider between chart and accounts" />
          <AccountsPanel />
        </Arrangement>
      </Panel>
      <Divider label="Divider between chart and order book" />
      {isNarrow ? <StackedBook /> : <LadderPanel within="row" />}
      {!isNarrow && <Divider label="Divider between order book and trades" />}
      {!isNarrow && <TapePanel within="row" />}
    </Arrangement>
  );
}

function StackedBook() {
  return (
    <Panel id="book-and-tape" defaultSize={264} minSize={220} groupResizeBehavior="preserve-pixel-size">
      <Arrangement id="book-and-tape" orientation="vertical">
        <LadderPanel within="column" />
        <Divider label="Divider between order book and trades" />
        <TapePanel within="column" />
      </Arrangement>
    </Panel>
  );
}

interface ArrangementProps {
  readonly id: string;
  readonly orientation: 'horizontal' | 'vertical';
  readonly children: ReactNode;
}

function Arrangement({ id, orientation, children }: ArrangementProps) {
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id: `${LAYOUT_PREFIX}${id}`,
    storage: localStorage,
  });
  return (
    <Group
      id={id}
      orientation={orientation}
      onLayoutChanged={onLayoutChanged}
      {...(defaultLayout === undefined ? {} : { defaultLayout })}
    >
      {children}
    </Group>
  );
}

function Divider({ label }: { readonly label: string }) {
  return <Separator className="divider" aria-label={label} />;
}
