/** Profit of the bot for its strategy: its parts, and the markouts of its fills. */
import { withoutResidue } from '../../contract/decimals.ts';
import type { Trade } from '../../contract/events.ts';
import { MARKOUT_SECONDS, Markouts } from '../../contract/markouts.ts';
import { midOf } from '../../contract/mid-price.ts';
import type { Fill, Welcome } from '../../contract/orders.ts';
import { ProfitLedger, type ProfitMemory } from '../../contract/profit-parts.ts';
import type { Replica } from '../../contract/replica.ts';
import type { Markout, Profit } from '../../contract/profit.ts';
import type { Arrival } from './arrival.ts';

/** Changes of an instrument's mid price that are kept for fills that arrive late: 1 s of a book that moves 10,000 times. */
const MIDS_KEPT = 10_000;

interface MarkoutSum {
  fills: number;
  quantity: number;
  money: number;
}

export interface OwnProfitMemory {
  readonly epoch: string;
  readonly ledger: ProfitMemory;
  readonly markouts: readonly Readonly<MarkoutSum>[];
}

export class OwnProfit {
  readonly #account: string;
  readonly #replica: Replica;
  readonly #waiting = new Map<string, Markouts<Fill>>();
  readonly #sums: MarkoutSum[] = MARKOUT_SECONDS.map(() => ({ fills: 0, quantity: 0, money: 0 }));
  #epoch: string | undefined;
  #ledger: ProfitLedger | undefined;

  constructor(account: string, replica: Replica) {
    this.#account = account;
    this.#replica = replica;
  }

  /** Begins the ledger. A later welcome of the same epoch changes nothing. */
  welcomed({ epoch, balance, positions, seq }: Welcome): void {
    if (this.#epoch === epoch) return;
    for (const [symbol, market] of this.#replica.markets) this.#markoutsOf(symbol, midOf(market));
    this.#epoch = epoch;
    const marks = new Map([...this.#replica.markets].map(([symbol, { markPrice }]) => [symbol, markPrice]));
    this.#ledger = ProfitLedger.begin(this.#account, { balance, positions, seq }, marks);
  }

  filled(fill: Fill): void {
    this.#markoutsOf(fill.symbol).filled(fill);
  }

  record(arrival: Arrival): void {
    const ledger = this.#ledger;
    if (ledger !== undefined) for (const event of arrival.concerning(this.#account)) ledger.apply(event);
    for (const { symbol, time } of arrival.books) this.#look(symbol, time);
  }

  /** Adds a trade from before the replica began. */
  addTrade(trade: Trade): void {
    this.#ledger?.apply(trade);
  }

  get memory(): OwnProfitMemory | undefined {
    if (this.#ledger === undefined || this.#epoch === undefined) return undefined;
    return {
      epoch: this.#epoch,
      ledger: this.#ledger.memory,
      markouts: this.#sums.map((sum) => ({ ...sum })),
    };
  }

  recall({ epoch, ledger, markouts }: OwnProfitMemory): void {
    this.#epoch = epoch;
    this.#ledger = ProfitLedger.recall(this.#account, ledger);
    for (const [horizon, sum] of this.#sums.entries()) Object.assign(sum, markouts[horizon]);
  }

  /** The profit. Read it only after the first welcome. */
  get profit(): Profit {
    if (this.#ledger === undefined) throw new Error('the profit is read before the welcome');
    return { ...this.#ledger.parts, markouts: this.#sums.map(markoutOf) };
  }

  /** @param mid mid price so far, for an instrument without markouts; undefined: none is known */
  #markoutsOf(symbol: string, mid?: number): Markouts<Fill> {
    const known = this.#waiting.get(symbol);
    if (known !== undefined) return known;
    const markouts = new Markouts<Fill>(mid, (...mark) => this.#marked(...mark), MIDS_KEPT);
    this.#waiting.set(symbol, markouts);
    return markouts;
  }

  #look(symbol: string, time: number): void {
    const market = this.#replica.markets.get(symbol);
    if (market !== undefined) this.#markoutsOf(symbol).look(time, midOf(market));
  }

  #marked({ quantity }: Fill, horizon: number, perUnit: number): void {
    const sum = this.#sums[horizon];
    if (sum === undefined) return;
    sum.fills += 1;
    sum.quantity += quantity;
    sum.money += perUnit * quantity;
  }
}

function markoutOf({ fills, quantity, money }: MarkoutSum, horizon: number): Markout {
  const perUnit = quantity === 0 ? undefined : withoutResidue(money / quantity);
  return { seconds: MARKOUT_SECONDS[horizon] ?? 0, fills, perUnit, money: withoutResidue(money) };
}
