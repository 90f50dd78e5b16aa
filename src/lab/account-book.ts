/** What the lab keeps of one account: its fills with their markouts, its refusals, and the parts of its profit. */
import type { MarketEvent, PositionUpdate } from '../contract/events.ts';
import { MARKOUT_SECONDS, Markouts } from '../contract/markouts.ts';
import type { Fill, Reply } from '../contract/orders.ts';
import { ProfitLedger } from '../contract/profit-parts.ts';
import type { MarketView } from '../contract/replica.ts';
import type { ProfitParts } from '../contract/profit.ts';

const BASIS_POINTS = 10_000;

export interface FillRow {
  readonly time: number;
  readonly side: 'buy' | 'sell';
  readonly price: number;
  readonly quantity: number;
  readonly liquidity: 'maker' | 'taker';
  readonly fee: number;
  /** Before the fill moved it. */
  readonly mark: number;
  /** In basis points of the price, positive: the mid moved in the account's favour; null: the run ended before. */
  readonly markouts: (number | null)[];
}

export class AccountBook {
  readonly fills: FillRow[] = [];
  readonly rejections: Record<string, number> = {};
  orders = 0;
  liquidations = 0;
  readonly #account: string;
  readonly #ledger: ProfitLedger;
  readonly #markouts = new Markouts<FillRow>((fill, horizon, perUnit) => {
    fill.markouts[horizon] = (perUnit * BASIS_POINTS) / fill.price;
  });

  /** Before the account trades. @param market the instrument whose fills have markouts */
  constructor(account: string, deposit: number, { instrument, markPrice }: MarketView) {
    this.#account = account;
    const basis = { balance: deposit, positions: [], seq: 0 };
    this.#ledger = ProfitLedger.begin(account, basis, new Map([[instrument.symbol, markPrice]]));
  }

  get parts(): ProfitParts {
    return this.#ledger.parts;
  }

  /** @param mark the mark price before the fill moved it */
  replied(reply: Reply, mark: number): void {
    if (reply.type === 'order_accepted') this.orders += 1;
    else if (reply.type === 'order_rejected' || reply.type === 'error')
      this.rejections[reply.code] = (this.rejections[reply.code] ?? 0) + 1;
    else if (reply.type === 'fill') this.#filled(reply, mark);
  }

  /** @param market after the events */
  observed(events: readonly MarketEvent[], { instrument, bids: [bid], asks: [ask] }: MarketView): void {
    for (const event of events) {
      this.#ledger.apply(event);
      if (event.type === 'liquidation' && event.account === this.#account && event.stage === 'started')
        this.liquidations += 1;
      if (event.type === 'book_update' && event.symbol === instrument.symbol)
        this.#markouts.look(event.time, bid && ask && (bid[0] + ask[0]) / 2);
    }
  }

  #filled({ time, side, price, quantity, liquidity, fee }: Fill, mark: number): void {
    const fill = {
      time,
      side,
      price,
      quantity,
      liquidity,
      fee,
      mark,
      markouts: MARKOUT_SECONDS.map(() => null),
    };
    this.fills.push(fill);
    this.#markouts.filled(fill);
  }
}

/** Of an account that has never traded, its balance. */
export function equityOf(position: PositionUpdate | undefined, deposit: number): number {
  return position?.equity ?? deposit;
}
