/** One candle in figures. */
import type { Bar } from '../../contract/bars.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { formatPrice, formatQuantity } from '../format/numbers.ts';

/** Open, high, low, close and volume, with their usual letters. */
export function barText(bar: Bar, { tickSize, lotSize }: Pick<Instrument, 'tickSize' | 'lotSize'>): string {
  const price = (value: number) => formatPrice(value, tickSize);
  return `O ${price(bar.open)}  H ${price(bar.high)}  L ${price(bar.low)}  C ${price(bar.close)}  V ${formatQuantity(bar.volume, lotSize)}`;
}
