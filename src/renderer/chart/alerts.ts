/** Decides which alerts fire. */
import type { Trade } from '../../contract/events.ts';
import type { Replica } from '../../contract/replica.ts';
import { marginRatio, newestUpdate } from '../accounts/account-risk.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { formatFixed, formatPrice } from '../format/numbers.ts';
import type { Drawing } from './drawings.ts';

type Positions = Pick<Replica, 'positions'>;
type AlertTrade = Pick<Trade, 'tradeId' | 'symbol' | 'price'>;

export interface Fired {
  readonly drawing: Drawing;
  readonly text: string;
}

export class AlertWatch {
  #tradeId = 0;
  /** Margin alerts that have fired and whose margin has not been below the bound since. */
  readonly #above = new Set<string>();

  /** Call it before the first check, so that past trades fire nothing. */
  begin(trades: readonly AlertTrade[]): void {
    this.#tradeId = trades.at(-1)?.tradeId ?? 0;
    this.#above.clear();
  }

  /** @param trades trades, oldest first; those of earlier checks are skipped */
  check(
    drawings: readonly Drawing[],
    trades: readonly AlertTrade[],
    replica: Positions,
    instruments: ReadonlyMap<string, { readonly instrument: Instrument }>,
  ): readonly Fired[] {
    const added = newer(trades, this.#tradeId);
    this.#tradeId = trades.at(-1)?.tradeId ?? this.#tradeId;
    return drawings.flatMap((drawing) => {
      const text = this.#textOf(drawing, added, replica, instruments);
      return text === undefined ? [] : [{ drawing, text }];
    });
  }

  #textOf(
    drawing: Drawing,
    trades: readonly AlertTrade[],
    replica: Positions,
    instruments: ReadonlyMap<string, { readonly instrument: Instrument }>,
  ): string | undefined {
    if (drawing.kind === 'price-alert') {
      const { symbol, price, from } = drawing;
      const reached = trades.find(
        (trade) =>
          trade.symbol === symbol && (from === 'below' ? trade.price >= price : trade.price <= price),
      );
      const tickSize = instruments.get(symbol)?.instrument.tickSize ?? 1;
      const verb = from === 'below' ? 'rose' : 'fell';
      return reached && `${symbol} ${verb} to ${formatPrice(reached.price, tickSize)}`;
    }
    return drawing.kind === 'margin-alert' ? this.#marginText(drawing, replica) : undefined;
  }

  #marginText(
    { account, percent }: Extract<Drawing, { readonly kind: 'margin-alert' }>,
    replica: Positions,
  ): string | undefined {
    const key = `${percent} ${account}`;
    const margin = marginPercentOf(replica, account);
    if (margin === null || margin < percent) {
      this.#above.delete(key);
      return undefined;
    }
    if (this.#above.has(key)) return undefined;
    this.#above.add(key);
    return `The margin of ${account} is ${Number.isFinite(margin) ? formatFixed(margin, 1) : 'above 100'} %. Liquidation starts above 100 %.`;
  }
}

/** Maintenance margin in percent of the equity that backs it. Null: no position needs margin. */
export function marginPercentOf({ positions }: Positions, account: string): number | null {
  const held = [...(positions.get(account)?.values() ?? [])];
  const ratio = marginRatio(held, newestUpdate(held)?.equity ?? 0);
  return ratio === null ? null : ratio * 100;
}

/** The trades after `tradeId`. It searches from the end, because most trades were already checked. */
function newer(trades: readonly AlertTrade[], tradeId: number): readonly AlertTrade[] {
  let first = trades.length;
  while (first > 0 && (trades[first - 1]?.tradeId ?? 0) > tradeId) first -= 1;
  return trades.slice(first);
}
