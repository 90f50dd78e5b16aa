/** What the user shows and hides on the chart. Each has a command `layer-ID` (contract/commands.ts). */
export const CHART_LAYERS = [
  { id: 'heatmap', label: 'Depth', title: 'Depth of the book over time' },
  { id: 'dots', label: 'Volume', title: 'Traded volume: dots, whose area is the volume, and the bars below' },
  { id: 'markLine', label: 'Mark', title: 'The mark price, the reference price and the price limits' },
] as const;

export type ChartLayerId = (typeof CHART_LAYERS)[number]['id'];
