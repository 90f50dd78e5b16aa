import type { CSSProperties } from 'react';
import type { MarketView } from '../../contract/replica.ts';
import { formatPrice, formatQuantity } from '../format/numbers.ts';

/**
 * Widths as style variables: `--price-width` fits every price near the mark price, `--size-width` a quantity below ten,
 * and `largest`.
 */
export function columnWidths({ markPrice, instrument }: MarketView, largest = 0): CSSProperties {
  const { tickSize, lotSize } = instrument;
  return {
    '--price-width': `${formatPrice(markPrice, tickSize).length}ch`,
    '--size-width': `${Math.max(formatQuantity(largest, lotSize).length, 5)}ch`,
  } as CSSProperties;
}
