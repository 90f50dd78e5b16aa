/** The panels, in the layout that fits the window. */
import { Fragment, type ComponentType } from 'react';
import { Panel } from 'react-resizable-panels';
import { AccountsPanel } from '../accounts/accounts-panel.tsx';
import { BotsPanel } from '../bots/bots-panel.tsx';
import { ChartPanel } from '../chart/chart-panel.tsx';
import { LadderPanel } from '../ladder/ladder-panel.tsx';
import { usePit } from '../pit/pit-store.ts';
import { TapePanel } from '../tape/tape-panel.tsx';
import { useMedia } from '../ui/use-media.ts';
import { Arrangement, Divider, SlotContext } from './arrangement.tsx';
import { LAYOUTS, panelOf, type Column, type FrameId, type FrameItem, type LayoutName } from './panels.ts';

const FRAMES: Readonly<Record<FrameId, ComponentType>> = {
  bots: BotsPanel,
  chart: ChartPanel,
  accounts: AccountsPanel,
  ladder: LadderPanel,
  tape: TapePanel,
};

/** Columns of each layout. A window that follows another machine's pit, like a browser, has no bots. */
const COLUMNS: Readonly<Record<string, readonly Column[]>> = Object.fromEntries(
  Object.entries(LAYOUTS).flatMap(([name, columns]) => [
    [`${name}-pit`, columns],
    [name, columns.filter(({ id }) => id !== 'bots')],
  ]),
);

export function Workspace() {
  const hasPit = usePit((pit) => pit.hasPit);
  const layout = useLayoutName(hasPit);
  const name = hasPit ? `${layout}-pit` : layout;
  const columns = COLUMNS[name] ?? [];
  return (
    <main className="workspace">
      <Arrangement key={name} name={name} within="row" items={columns}>
        {columns.map((column, index) => (
          <Fragment key={column.id}>
            {index > 0 && <Divider between={[titleOf(columns[index - 1]), titleOf(column)]} />}
            <ColumnOfPanels column={column} row={name} />
          </Fragment>
        ))}
      </Arrangement>
    </main>
  );
}

/** Beside the panel of bots, a window of 1,280 pixels leaves the chart too little for four columns. */
function useLayoutName(hasPit: boolean): LayoutName {
  const isNarrow = useMedia(hasPit ? '(max-width: 1399px)' : '(max-width: 1279px)');
  const isHuge = useMedia('(min-width: 1920px)');
  if (isNarrow) return 'narrow';
  return isHuge ? 'huge' : 'wide';
}

function ColumnOfPanels({ column, row }: { readonly column: Column; readonly row: string }) {
  const { id, frames, minPx } = column;
  const [only, ...others] = frames;
  if (only !== undefined && others.length === 0) return <Frame item={only} within="row" arrangement={row} />;
  const name = `${row}-${id}`;
  return (
    <Panel id={id} minSize={minPx}>
      <Arrangement name={name} within="column" items={frames}>
        {frames.map((frame, index) => (
          <Fragment key={frame.id}>
            {index > 0 && <Divider between={[titleOf(frames[index - 1]), titleOf(frame)]} />}
            <Frame item={frame} within="column" arrangement={name} />
          </Fragment>
        ))}
      </Arrangement>
    </Panel>
  );
}

interface FrameProps {
  readonly item: FrameItem;
  readonly within: 'row' | 'column';
  readonly arrangement: string;
}

function Frame({ item, within, arrangement }: FrameProps) {
  const Content = FRAMES[item.id];
  return (
    <SlotContext value={{ item, within, arrangement }}>
      <Content />
    </SlotContext>
  );
}

/** Title of a frame, or of the first frame of a column. */
function titleOf(item: FrameItem | Column | undefined): string {
  const frame = item !== undefined && 'frames' in item ? item.frames[0] : item;
  return frame === undefined ? '' : panelOf(frame.id).title.toLowerCase();
}
