/** Trades of two instruments and three accounts, with gaps and bursts. */
import { DEFAULT_INSTRUMENT } from '../../../src/contract/instrument.ts';
import type { ExchangeStatus, Trade } from '../../../src/contract/events.ts';
import { withoutResidue } from '../../../src/contract/decimals.ts';

const NAMES = ['ann', 'bob', 'cid'] as const;
export const START_MICROS = 1_750_000_000_000_000;

export function tradesOf(random: () => number, count: number, secondsApart = 20): Trade[] {
  let time = START_MICROS;
  const name = () => NAMES[Math.floor(random() * NAMES.length)] as string;
  return Array.from({ length: count }, (_, index): Trade => {
    time += Math.floor(random() ** 4 * secondsApart * 1e6);
    return {
      type: 'trade',
      seq: 10 + index,
      time,
      symbol: random() < 0.7 ? 'BTC-USD' : 'ETH-USD',
      tradeId: index + 1,
      price: 50_000 + Math.floor(random() * 100) / 2,
      quantity: withoutResidue(Math.ceil(random() * 300) * 0.001),
      aggressor: random() < 0.5 ? 'buy' : 'sell',
      buyAccount: name(),
      sellAccount: name(),
      buyOrderId: 2 * index + 1,
      sellOrderId: 2 * index + 2,
      liquidation: random() < 0.1,
    };
  });
}

export function anExchangeStatus(epoch: string, seq: number): ExchangeStatus {
  return {
    type: 'exchange_status',
    seq,
    time: START_MICROS,
    epoch,
    protocol: 1,
    state: 'running',
    instruments: [DEFAULT_INSTRUMENT, { ...DEFAULT_INSTRUMENT, symbol: 'ETH-USD' }],
    insuranceFund: 0,
    feesCollected: 0,
    checkpointMs: 1_000,
  };
}
