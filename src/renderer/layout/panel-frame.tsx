/** A panel of the workspace: head, body, and the strip that remains when it is folded. */
import { ChevronsDownUp, ChevronsLeftRight, ChevronsRightLeft, ChevronsUpDown } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Panel, usePanelRef, type PanelProps } from 'react-resizable-panels';
import { PanelContext } from '../feed/use-feed.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { PANELS, type PanelId } from '../ui/keys.ts';

const FOLDED_PX = 28;

interface PanelFrameProps extends Pick<
  PanelProps,
  'defaultSize' | 'minSize' | 'maxSize' | 'groupResizeBehavior'
> {
  readonly id: PanelId;
  /** The way in which the panels around it are lined up. */
  readonly within: 'row' | 'column';
  /** In place of the title. */
  readonly head?: ReactNode;
  readonly actions?: ReactNode;
  /** Whether it shows market data, which is greyed when it is old. */
  readonly market?: boolean;
  readonly children: ReactNode;
}

export function PanelFrame({ id, within, head, actions, market = true, children, ...size }: PanelFrameProps) {
  const panelRef = usePanelRef();
  const [folded, setFolded] = useState(false);
  const number = PANELS.findIndex((panel) => panel.id === id) + 1;
  const title = PANELS[number - 1]?.title ?? id;
  return (
    <Panel
      {...size}
      id={id}
      panelRef={panelRef}
      collapsible
      collapsedSize={FOLDED_PX}
      onResize={({ inPixels }) => setFolded(inPixels <= FOLDED_PX + 1)}
    >
      <section
        id={`panel-${id}`}
        className={`panel ${market ? 'panel-market' : ''}`}
        data-folded={folded ? within : undefined}
        aria-label={title}
        tabIndex={-1}
      >
        <header className="panel-head">
          <PanelContext value={id}>
            {head !== undefined && !folded ? head : <h2 title={`${title} (${number})`}>{title}</h2>}
            {!folded && actions}
          </PanelContext>
          <FoldButton
            title={title}
            folded={folded}
            within={within}
            onFold={() => (folded ? panelRef.current?.expand() : panelRef.current?.collapse())}
          />
        </header>
        {!folded && (
          <PanelContext value={id}>
            <div className="panel-body">{children}</div>
          </PanelContext>
        )}
      </section>
    </Panel>
  );
}

interface FoldButtonProps {
  readonly title: string;
  readonly folded: boolean;
  readonly within: 'row' | 'column';
  readonly onFold: () => void;
}

const FOLD_ICONS = {
  row: [ChevronsRightLeft, ChevronsLeftRight],
  column: [ChevronsDownUp, ChevronsUpDown],
} as const;

function FoldButton({ title, folded, within, onFold }: FoldButtonProps) {
  return (
    <IconButton
      className="fold"
      icon={FOLD_ICONS[within][folded ? 1 : 0]}
      label={`${folded ? 'Unfold' : 'Fold'} ${title}`}
      aria-expanded={!folded}
      onClick={onFold}
    />
  );
}
