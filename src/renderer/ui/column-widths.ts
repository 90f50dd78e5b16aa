import type { CSSProperties } from 'react';
import type { MarketView } from '../../contract/replica.ts';
import { decimalsOf, formatPrice } from '../format/numbers.ts';

/**
 * Widths as style variables: `--price-width` fits every price near the mark price, `--size-width` a quantity below ten.
 */
export function columnWidths({ markPrice, instrument }: MarketView): CSSProperties {
  const { tickSize, lotSize } = instrument;
  return {
    '--price-width': `${formatPrice(markPrice, tickSize).length}ch`,
    '--size-width': `${Math.max(decimalsOf(lotSize) + 2, 5)}ch`,
  } as CSSProperties;
}
