/** The rows of the tape. */
import type { Trade } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { formatPrice, formatQuantity } from '../format/numbers.ts';

/** Trades of one instrument, newest first. */
export function tapeTrades(trades: readonly Trade[], symbol: string): readonly Trade[] {
  const found: Trade[] = [];
  for (let index = trades.length - 1; index >= 0; index -= 1) {
    const trade = trades[index];
    if (trade?.symbol === symbol) found.push(trade);
  }
  return found;
}

/** Text of a trade as a sentence. */
export function tradeText(trade: Trade, { tickSize, lotSize }: Instrument): string {
  const { aggressor, buyAccount, sellAccount, quantity, price, liquidation } = trade;
  const [taker, maker] = aggressor === 'buy' ? [buyAccount, sellAccount] : [sellAccount, buyAccount];
  const verb = aggressor === 'buy' ? 'bought' : 'sold';
  const preposition = aggressor === 'buy' ? 'from' : 'to';
  const text = `${taker} ${verb} ${formatQuantity(quantity, lotSize)} at ${formatPrice(price, tickSize)} ${preposition} ${maker}`;
  return liquidation ? `${text} (liquidation)` : text;
}

export function aggressorAccount({ aggressor, buyAccount, sellAccount }: Trade): string {
  return aggressor === 'buy' ? buyAccount : sellAccount;
}
