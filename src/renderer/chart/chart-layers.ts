/** Layers that the user can show and hide on the chart. Each has a command `layer-ID` (contract/commands.ts). */

/** Layers in the chart's heading. */
export const CHART_LAYERS = [
  { id: 'heatmap', label: 'Depth', title: 'Depth of the book over time' },
  { id: 'dots', label: 'Volume', title: 'Traded volume: dots, whose area is the volume, and the bars below' },
  { id: 'markLine', label: 'Mark', title: 'The mark price, the reference price and the price limits' },
] as const;

/** Layers in the chart's menu. */
export const MORE_LAYERS = [
  {
    id: 'largeTrades',
    group: 'Marks',
    label: 'Large trades',
    title: 'Rings: the largest hundredth of the newest 2,000 trades, and at least four times their median',
  },
  { id: 'bots', group: 'Marks', label: 'Bots', title: 'When bots of this pit joined, failed and left' },
  {
    id: 'vwap',
    group: 'Overlays',
    label: 'VWAP',
    title: 'The volume-weighted average price of the session',
  },
  {
    id: 'profile',
    group: 'Overlays',
    label: 'Volume profile',
    title: 'The volume of the session by price, at the right edge',
  },
  {
    id: 'delta',
    group: 'Overlays',
    label: 'Cumulative volume delta',
    title: 'How much more was bought than sold by aggressors, in a pane below',
  },
  {
    id: 'logScale',
    group: 'Axes',
    label: 'Logarithmic prices',
    title: 'Equal distances are equal percentages',
  },
  { id: 'overview', group: 'Axes', label: 'Overview of all candles', title: 'The strip below the chart' },
] as const;

export const LAYER_GROUPS = ['Marks', 'Overlays', 'Axes'] as const;

export type ChartLayerId = (typeof CHART_LAYERS | typeof MORE_LAYERS)[number]['id'];
