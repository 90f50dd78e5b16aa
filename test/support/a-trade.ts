import type { Trade } from '../../src/contract/events.ts';

/** Any trade, for tests that need only its type or the fields that they change. */
export const A_TRADE = {
  type: 'trade',
  symbol: 'BTC-USD',
  tradeId: 1,
  price: 50_000,
  quantity: 1,
  aggressor: 'buy',
  buyAccount: 'a',
  sellAccount: 'b',
  buyOrderId: 1,
  sellOrderId: 2,
  liquidation: false,
} as const satisfies Omit<Trade, 'seq' | 'time'>;
