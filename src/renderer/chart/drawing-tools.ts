/** The drawing tools, whose clicks on the chart become a drawing. */
import type { MarketData } from '../feed/market-data.ts';
import { setUi } from '../ui/ui-store.ts';
import type { NewDrawing } from './drawings.ts';

/** Id of the popover with the drawings and alerts. */
export const DRAW_MENU_ID = 'draw-menu';

export type Tool = 'line' | 'range' | 'alert';

/** All tools. `key` is the key in contract/commands.ts. */
export const TOOLS = [
  { id: 'line', label: 'Line', title: 'A line at a price', key: 'L' },
  { id: 'range', label: 'Range', title: 'The space between two prices', key: 'R' },
  { id: 'alert', label: 'Alert', title: 'A notice when a trade reaches the price', key: 'A' },
] as const;

/** Texts while a tool waits for a click. */
export const TOOL_HINTS: Readonly<Record<Tool, string>> = {
  line: 'Click the price of the line. Esc cancels.',
  range: 'Click the two prices of the range. Esc cancels.',
  alert: 'Click the price of the alert. Esc cancels.',
};

export function startDrawing(tool: Tool | null): void {
  if (tool !== null) document.getElementById(DRAW_MENU_ID)?.hidePopover();
  setUi({ tool });
}

/** Current price, for an alert: that of the newest trade or, before the first one, the mark price. */
export function lastPriceOf({ replica }: Pick<MarketData, 'replica'>, symbol: string): number | undefined {
  const market = replica.markets.get(symbol);
  return market?.lastPrice ?? market?.markPrice;
}

export interface DrawingPlace {
  readonly symbol: string;
  readonly tickSize: number;
  /** Price of the newest trade. An alert fires on the way from here. */
  readonly last: number | undefined;
}

/** @returns undefined when the tool needs more or other prices */
export function placed(
  tool: Tool,
  prices: readonly number[],
  { symbol, tickSize, last }: DrawingPlace,
): NewDrawing | undefined {
  const [first, second] = prices.map((price) => onTick(price, tickSize));
  if (first === undefined || !(first > 0)) return undefined;
  switch (tool) {
    case 'line':
      return { kind: 'line', symbol, price: first };
    case 'alert':
      return { kind: 'price-alert', symbol, price: first, from: (last ?? 0) < first ? 'below' : 'above' };
    case 'range':
      if (second === undefined || !(second > 0) || second === first) return undefined;
      return { kind: 'range', symbol, low: Math.min(first, second), high: Math.max(first, second) };
  }
}

function onTick(price: number, tickSize: number): number {
  return Number((Math.round(price / tickSize) * tickSize).toPrecision(15));
}
