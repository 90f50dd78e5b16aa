/** Text of one candle's figures. */
import type { Bar } from '../../contract/bars.ts';
import type { Instrument } from '../../contract/instrument.ts';
import type { FlowPoint } from '../feed/trade-flow.ts';
import { formatAveragePrice, formatPosition, formatPrice, formatQuantity } from '../format/numbers.ts';

/** Open, high, low, close and volume, with their usual letters. */
export function barText(bar: Bar, { tickSize, lotSize }: Pick<Instrument, 'tickSize' | 'lotSize'>): string {
  const price = (value: number) => formatPrice(value, tickSize);
  return `O ${price(bar.open)}  H ${price(bar.high)}  L ${price(bar.low)}  C ${price(bar.close)}  V ${formatQuantity(bar.volume, lotSize)}`;
}

/** VWAP and cumulative volume delta, if they are visible and known. */
export function flowTexts(
  flow: FlowPoint | undefined,
  shown: { readonly vwap: boolean; readonly delta: boolean },
  { tickSize, lotSize }: Pick<Instrument, 'tickSize' | 'lotSize'>,
): readonly string[] {
  const vwap = shown.vwap && flow !== undefined ? [`VWAP ${formatAveragePrice(flow.vwap, tickSize)}`] : [];
  const delta = shown.delta && flow?.delta !== undefined ? [`Δ ${formatPosition(flow.delta, lotSize)}`] : [];
  return [...vwap, ...delta];
}
