/**
 * The list of panels. Their order determines the number keys. Titles, tooltips and the map of keys come from here. A
 * new panel needs an entry here, a place in LAYOUTS and a component in FRAMES or TABS. The compiler or panels.test.ts
 * finds a missing step.
 */
import type { Item } from './arrange.ts';

export const PANELS = [
  { id: 'bots', title: 'Bots', place: 'frame' },
  { id: 'chart', title: 'Chart', place: 'frame' },
  { id: 'accounts', title: 'Accounts', place: 'tab' },
  { id: 'ladder', title: 'Order book', place: 'frame' },
  { id: 'tape', title: 'Trades', place: 'frame' },
  { id: 'pnl', title: 'PnL', place: 'tab' },
  { id: 'liquidations', title: 'Liquidations', place: 'tab' },
  { id: 'status', title: 'Status', place: 'bar' },
] as const;

type Panel = (typeof PANELS)[number];
export type PanelId = Panel['id'];
/** A panel that shares the frame `accounts` with the other tabs. */
export type TabId = Extract<Panel, { readonly place: 'tab' }>['id'];
/** A panel of the workspace that the user can resize and fold. */
export type FrameId = Extract<Panel, { readonly place: 'frame' }>['id'] | 'accounts';

export interface FrameItem extends Item {
  readonly id: FrameId;
}

/** One frame, or several on top of each other. */
export interface Column extends Item {
  readonly frames: readonly FrameItem[];
}

export type LayoutName = 'huge' | 'wide' | 'narrow';

const CENTRE: Column = {
  id: 'centre',
  size: { weight: 1 },
  minPx: 280,
  frames: [
    { id: 'chart', size: { weight: 60 }, minPx: 120 },
    { id: 'accounts', size: { weight: 40 }, minPx: 100 },
  ],
};

/**
 * Columns from left to right. A narrow window stacks the order book and the trades. A huge one shows both parties of a
 * trade.
 */
export const LAYOUTS: Readonly<Record<LayoutName, readonly Column[]>> = {
  huge: [
    single({ id: 'bots', size: { px: 300 }, minPx: 200, maxPx: 420 }),
    CENTRE,
    single({ id: 'ladder', size: { px: 300 }, minPx: 220, maxPx: 420 }),
    single({ id: 'tape', size: { px: 380 }, minPx: 200, maxPx: 480 }),
  ],
  wide: [
    single({ id: 'bots', size: { px: 252 }, minPx: 200, maxPx: 420 }),
    CENTRE,
    single({ id: 'ladder', size: { px: 264 }, minPx: 220, maxPx: 420 }),
    single({ id: 'tape', size: { px: 280 }, minPx: 200, maxPx: 480 }),
  ],
  narrow: [
    single({ id: 'bots', size: { px: 232 }, minPx: 200, maxPx: 420 }),
    CENTRE,
    {
      id: 'book-and-tape',
      size: { px: 264 },
      minPx: 220,
      frames: [
        { id: 'ladder', size: { weight: 58 }, minPx: 120 },
        { id: 'tape', size: { weight: 42 }, minPx: 80 },
      ],
    },
  ],
};

function single(frame: FrameItem): Column {
  return { ...frame, frames: [frame] };
}

export function panelOf(id: PanelId): { readonly title: string; readonly number: number } {
  const index = PANELS.findIndex((panel) => panel.id === id);
  return { title: PANELS[index]?.title ?? id, number: index + 1 };
}
