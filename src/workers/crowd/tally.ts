/** The totals of all accounts of the crowd, in the form of a bot's report. */
import type { MarketEvent } from '../../contract/events.ts';
import type { Reply, Welcome } from '../../contract/orders.ts';

export class Tally {
  orders = 0;
  #fills = 0;
  #rejects = 0;
  readonly #rejectsByCode: Record<string, number> = {};
  /** Positions, by account and symbol. */
  readonly #positions = new Map<string, number>();

  get totals() {
    let position = 0;
    for (const quantity of this.#positions.values()) position += quantity;
    return {
      orders: this.orders,
      fills: this.#fills,
      rejects: this.#rejects,
      rejectsByCode: this.#rejectsByCode,
      // These are sums of decimals: digits beyond a billionth are rounding errors.
      position: Math.round(position * 1e9) / 1e9,
    };
  }

  replied(reply: Exclude<Reply, Welcome>): void {
    if (reply.type === 'fill') this.#fills += 1;
    if (reply.type !== 'order_rejected' && reply.type !== 'error') return;
    this.#rejects += 1;
    this.#rejectsByCode[reply.code] = (this.#rejectsByCode[reply.code] ?? 0) + 1;
  }

  /** @param accounts accounts of the crowd */
  observed(events: readonly MarketEvent[], accounts: ReadonlyMap<string, unknown>): void {
    for (const event of events) {
      if (event.type !== 'position_update' || !accounts.has(event.account)) continue;
      this.#positions.set(`${event.account} ${event.symbol}`, event.quantity);
    }
  }
}
