/** A panel of the workspace: heading, body, and the strip that remains when it is folded. */
import { ChevronsDownUp, ChevronsLeftRight, ChevronsRightLeft, ChevronsUpDown } from 'lucide-react';
import { use, useState, type ReactNode } from 'react';
import { Panel } from 'react-resizable-panels';
import { PanelContext } from '../feed/use-feed.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { FOLDED_PX } from './arrange.ts';
import { choicesOf, setChoices } from './arrangement-store.ts';
import { SlotContext, type Slot } from './arrangement.tsx';
import { panelOf, type FrameId } from './panels.ts';

interface PanelFrameProps {
  readonly id: FrameId;
  /** Content in place of the title. */
  readonly head?: ReactNode;
  readonly actions?: ReactNode;
  /** True when the panel shows market data, which turns grey when it is old. */
  readonly market?: boolean;
  readonly children: ReactNode;
}

export function PanelFrame({ id, head, actions, market = true, children }: PanelFrameProps) {
  const slot = use(SlotContext);
  if (slot === null) throw new Error(`the panel ${id} is outside the workspace`);
  const { item, within, arrangement } = slot;
  const [folded, setFolded] = useState(choicesOf(arrangement)[item.id]?.folded === true);
  const { title, number } = panelOf(id);
  const fold = () => {
    setFold(slot, !folded);
    // A command that unfolds the panel needs its content at once, but the library reports the new size later.
    if (folded) setFolded(false);
  };
  return (
    <Panel
      id={id}
      minSize={item.minPx}
      maxSize={item.maxPx ?? '100'}
      defaultSize={'px' in item.size ? item.size.px : String(item.size.weight)}
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
          <FoldButton title={title} folded={folded} within={within} onFold={fold} />
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

function setFold({ arrangement, item }: Slot, folded: boolean): void {
  const choices = choicesOf(arrangement);
  setChoices(arrangement, { ...choices, [item.id]: { ...choices[item.id], folded } });
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
