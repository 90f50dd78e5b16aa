/** The tool in the user's hand: its clicks on the chart become a drawing. */
import type { MarketData } from '../feed/market-data.ts';
import { setUi } from '../ui/ui-store.ts';
import type { NewDrawing } from './drawings.ts';

/** Of the popover with the drawings and alerts. */
export const DRAW_MENU_ID = 'draw-menu';

export type Tool = 'line' | 'range' | 'alert';

/** `key`: as in contract/commands.ts. */
export const TOOLS = [
  { id: 'line', label: 'Line', title: 'A line at a price', key: 'L' },
  { id: 'range', label: 'Range', title: 'The space between two prices', key: 'R' },
  { id: 'alert', label: 'Alert', title: 'A notice when a trade reaches the price', key: 'A' },
] as const;

/** The text while the tool waits for a click. */
export const TOOL_HINTS: Readonly<Record<Tool, string>> = {
  line: 'Click the price of the line. Esc cancels.',
  range: 'Click the two prices of the range. Esc cancels.',
  alert: 'Click the price of the alert. Esc cancels.',
};

export function startDrawing(tool: Tool | null): void {
  if (tool !== null) document.getElementById(DRAW_MENU_ID)?.hidePopover();
  setUi({ tool });
}

/** Where the price is, for an alert; before the first trade, the mark price. */
export function lastPriceOf({ replica }: Pick<MarketData, 'replica'>, symbol: string): number | undefined {
  const market = replica.markets.get(symbol);
  return market?.lastPrice ?? market?.markPrice;
}

export interface DrawingPlace {
  readonly symbol: string;
  readonly tickSize: number;
  /** Of the newest trade; an alert fires on the way from here. */
  readonly last: number | undefined;
}

/** @returns undefined: it needs more prices, or others */
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
