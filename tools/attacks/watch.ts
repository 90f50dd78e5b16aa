/**
 * Measures the effect of an attack on a pit, from the event stream and the engine's state.
 *
 * 1. Mark: its largest distance from the index. In a pit without an index, the mark must stay within the price limits
 *    if there are any. Otherwise its distance from the fair value counts.
 * 2. Liquidated: accounts that were liquidated although the attack had printed less than the impact quantity.
 * 3. Money: what the attackers gained together on the leaderboard beyond the value of their positions at the mean of the
 *    index, or at the end at the index itself, what the gainer of the attack gained, what they earned from liquidations,
 *    what the insurance fund paid, and debts that nobody pays.
 * 4. Quotes: the longest time for which a side of the book was empty.
 * 5. Refusals: the largest number of rejections in a second for one account that is not an attacker.
 */
import type { Liquidation, MarketEvent, MarkPrice, Trade } from '../../src/contract/events.ts';
import type { Reply } from '../../src/contract/orders.ts';
import { scorePrice } from '../../src/contract/score.ts';
import { fromUnits } from '../../src/contract/units.ts';
import { totalBalanceOf, totalEquityOf, type Account, type EngineState } from '../../src/engine/index.ts';
import type { QuickPit } from '../../src/quick-pit/quick-pit.ts';
import type { Attack } from './scene.ts';

/** Quantity below which prints do not count, where the instrument names none. */
const IMPACT_QUANTITY = 1;
const SECOND_MS = 1_000;
/**
 * Time over which means are taken: that of the reference price, and that of the index with which scores are compared.
 */
const MEAN_MS = 300_000;

export interface Findings {
  /** Largest distance of the mark price from the index, as a share of it. */
  readonly markOff: number;
  /** True when the pit has no index, so that the price limits bound the mark price. */
  readonly isLimited: boolean;
  /** Number of times that the mark price was published outside the price limits. */
  readonly outsideLimits: number;
  readonly liquidated: number;
  /** Gain of the attackers beyond the value of their positions at the index, in currency. */
  readonly unearned: number;
  /** Gain of the best attacker at the end, in currency. */
  readonly bestGain: number;
  /** Gain at the end of the account for which the others of the attack trade. 0: they trade for none. */
  readonly passedOn: number;
  readonly fromLiquidations: number;
  readonly fundLoss: number;
  readonly debts: number;
  readonly oneSidedSeconds: number;
  readonly refusalsPerSecond: number;
}

export class Watch {
  readonly #pit: QuickPit;
  readonly #attackers: ReadonlySet<string>;
  readonly #gainer: string | undefined;
  readonly #hasMakers: boolean;
  readonly #impactQuantity: number;
  readonly #index: { readonly ms: number; readonly price: number }[] = [];
  readonly #liquidated = new Set<string>();
  readonly #refusals = new Map<string, { second: number; count: number }>();
  #isOn = false;
  #fund = 0;
  /** Total of the attackers' deposits. */
  #start = 0;
  readonly #starts = new Map<string, number>();
  #printed = 0;
  #markOff = 0;
  #outsideLimits = 0;
  #unearned = 0;
  #fromLiquidations = 0;
  #oneSidedSince: number | null = null;
  #oneSidedMs = 0;
  #refusalsPerSecond = 0;

  constructor(pit: QuickPit, { attackers, market, gainer }: Attack) {
    this.#pit = pit;
    this.#gainer = gainer;
    this.#attackers = new Set(attackers.map(({ name }) => name));
    this.#hasMakers = market === 'makers';
    this.#impactQuantity = pit.market.instrument.impactQuantity ?? IMPACT_QUANTITY;
    pit.onEvents = (events) => this.#observed(events);
    pit.onReply = (account, reply) => this.#replied(account, reply);
  }

  begin(): void {
    this.#isOn = true;
    this.#fund = this.#pit.state.insuranceFund;
    this.#start = this.#score();
    for (const name of this.#attackers) this.#starts.set(name, this.#equityOf(name));
  }

  get #fair(): number {
    return this.#pit.fairPrice;
  }

  look(): void {
    const { nowMs, market } = this.#pit;
    this.#index.push({ ms: nowMs, price: this.#fair });
    while ((this.#index[0]?.ms ?? nowMs) < nowMs - MEAN_MS) this.#index.shift();
    if (!this.#isOn) return;
    this.#markOff = Math.max(this.#markOff, Math.abs(market.markPrice / this.#fair - 1));
    const score = this.#score();
    this.#unearned = Math.max(this.#unearned, score - Math.max(this.#start, this.#worth()));
    this.#lookAtQuotes(nowMs);
  }

  findings(): Findings {
    const { state } = this.#pit;
    const money = (amount: number) => fromUnits(state.moneyGrid, amount);
    const debts = state.accounts.map((account) => Math.max(0, -totalEquityOf(account)));
    const worthAtEnd = this.#valueAt(() => this.#fair);
    return {
      markOff: this.#markOff,
      isLimited: isLimited(state),
      outsideLimits: this.#outsideLimits,
      liquidated: this.#liquidated.size,
      unearned: Math.max(this.#unearned, this.#score() - Math.max(this.#start, worthAtEnd)),
      bestGain: Math.max(...[...this.#attackers].map((name) => this.#gainOf(name))),
      passedOn: this.#gainer === undefined ? 0 : this.#gainOf(this.#gainer),
      fromLiquidations: this.#fromLiquidations,
      fundLoss: money(Math.max(0, this.#fund - state.insuranceFund)),
      debts: money(debts.reduce((sum, debt) => sum + debt, 0)),
      oneSidedSeconds: this.#hasMakers ? this.#oneSidedMs / SECOND_MS : 0,
      refusalsPerSecond: this.#refusalsPerSecond,
    };
  }

  #equityOf(name: string): number {
    const account = this.#pit.state.accountsByName.get(name);
    return account === undefined ? 0 : fromUnits(this.#pit.state.moneyGrid, totalEquityOf(account));
  }

  #gainOf(name: string): number {
    return this.#equityOf(name) - (this.#starts.get(name) ?? 0);
  }

  #lookAtQuotes(nowMs: number): void {
    const { bids, asks } = this.#pit.market;
    if (bids.length > 0 && asks.length > 0) {
      this.#oneSidedSince = null;
      return;
    }
    this.#oneSidedSince ??= nowMs;
    this.#oneSidedMs = Math.max(this.#oneSidedMs, nowMs - this.#oneSidedSince);
  }

  #observed(events: readonly MarketEvent[]): void {
    if (!this.#isOn) return;
    for (const event of events) {
      if (event.type === 'trade') this.#traded(event);
      else if (event.type === 'liquidation') this.#liquidation(event);
      else if (event.type === 'mark_price') this.#marked(event);
    }
  }

  #traded({ liquidation, quantity, price, buyAccount, sellAccount }: Trade): void {
    if (!liquidation) {
      this.#printed += quantity;
      return;
    }
    if (this.#attackers.has(buyAccount)) this.#fromLiquidations += (this.#fair - price) * quantity;
    if (this.#attackers.has(sellAccount)) this.#fromLiquidations += (price - this.#fair) * quantity;
  }

  #liquidation(event: Liquidation): void {
    const { stage, account } = event;
    if (this.#attackers.has(account)) return;
    if (stage === 'auto_deleveraged') this.#deleveraged(event);
    if (stage !== 'started') return;
    if (this.#printed < this.#impactQuantity) this.#liquidated.add(account);
  }

  /** An attacker's position that closes against one taken over. `side` is the one that was taken over. */
  #deleveraged({ counterparty, side, price, quantity }: Liquidation): void {
    if (counterparty === undefined || price === undefined || !this.#attackers.has(counterparty)) return;
    this.#fromLiquidations += (side === 'sell' ? 1 : -1) * (price - this.#fair) * quantity;
  }

  #marked({ price, index, lowerLimit = 0, upperLimit = Infinity }: MarkPrice): void {
    this.#markOff = Math.max(this.#markOff, Math.abs(price / (index ?? this.#fair) - 1));
    if (price < lowerLimit || price > upperLimit) this.#outsideLimits += 1;
  }

  #replied(account: string, reply: Reply): void {
    if (!this.#isOn || reply.type !== 'order_rejected' || this.#attackers.has(account)) return;
    const second = Math.floor(this.#pit.nowMs / SECOND_MS);
    const before = this.#refusals.get(account);
    const count = before?.second === second ? before.count + 1 : 1;
    this.#refusals.set(account, { second, count });
    this.#refusalsPerSecond = Math.max(this.#refusalsPerSecond, count);
  }

  /** Total score of the attackers on the leaderboard. */
  #score(): number {
    const { markPrice, reference } = this.#pit.market;
    return this.#valueAt((lots) => scorePrice(lots, markPrice, reference));
  }

  /** Total value of the attackers' accounts at the mean index price. */
  #worth(): number {
    const sum = this.#index.reduce((total, { price }) => total + price, 0);
    const mean = sum / Math.max(1, this.#index.length);
    return this.#valueAt(() => mean);
  }

  /** @param priceOf price at which a position of this many lots counts */
  #valueAt(priceOf: (lots: number) => number): number {
    return this.#sum((account) => {
      const [position] = account.positions;
      if (position === undefined || position.lots === 0) return totalEquityOf(account);
      const { tickLotMoney, priceGrid } = position.market.spec;
      const ticks = priceOf(position.lots) / fromUnits(priceGrid, 1);
      return totalBalanceOf(account) + position.lots * ticks * tickLotMoney - position.costBasis;
    });
  }

  #sum(valueOf: (account: Account) => number): number {
    const { state } = this.#pit;
    const values = state.accounts.filter(({ name }) => this.#attackers.has(name)).map(valueOf);
    return fromUnits(
      state.moneyGrid,
      values.reduce((sum, value) => sum + value, 0),
    );
  }
}

function isLimited({ markets }: EngineState): boolean {
  return markets.every(({ limits, indexPrice }) => limits !== null && indexPrice === null);
}
