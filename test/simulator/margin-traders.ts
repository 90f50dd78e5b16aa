/** Traders who test the margin rules: orders at the limit of margin, positions closed twice, dumps, gaps, stale marks. */
import { RATE_SCALE } from '../../src/contract/index.ts';
import { equityOf, liquidationPriceOf } from './margins.ts';
import { freeOf } from './requirement.ts';
import {
  at,
  opposite,
  poolOf,
  queue,
  signed,
  worth,
  type AuditState,
  type Place,
  type PlainCommand,
} from './exchange-state.ts';
import type { FairPrices } from './fair-prices.ts';
import type { Random } from './random.ts';

const LOTS_MAX = 2_000;
/** Makes the loss against the mark price weigh as much as margin. */
const LEVERAGE = 20;
/** Prices of far orders and of dumps without a band, as shares of the mark price. */
const FAR = [1.05, 1.3, 2, 5, 10] as const;
const DUMP = [0.98, 0.9, 0.7, 0.3] as const;

/** A limit order near the fair price, with the given fields replaced. */
type NewOrder = (given?: Partial<Place>) => Place;

export class MarginTraders {
  readonly #random: Random;
  readonly #state: AuditState;
  readonly #fair: FairPrices;
  readonly #newOrder: NewOrder;

  constructor(random: Random, state: AuditState, fair: FairPrices, newOrder: NewOrder) {
    this.#random = random;
    this.#state = state;
    this.#fair = fair;
    this.#newOrder = newOrder;
  }

  /** As large as margin allows, a lot more or a lot less. */
  atLimit(): PlainCommand {
    const random = this.#random;
    const order = this.#newOrder({ timeInForce: random.chance(0.3) ? 'ioc' : 'gtc' });
    const price = random.chance(0.3)
      ? this.#farPrice(order)
      : this.#fair.price(order.instrument, order.side, random.between(-6, 3));
    return { ...order, price, quantity: this.#affordable(order, price) };
  }

  /** Two orders that each close the whole position, and the liquidity that one or both of them need. */
  closeTwice(): readonly PlainCommand[] {
    const random = this.#random;
    const held = this.#pickHeld();
    if (held === null) return [this.atLimit()];
    const { account, instrument, lots } = held;
    const side = lots > 0 ? 'sell' : 'buy';
    const names = { account, instrument, side, quantity: Math.abs(lots) } as const;
    const first = this.#newOrder({
      ...names,
      price: this.#fair.price(instrument, side, random.between(1, 8)),
    });
    const second = random.chance(0.5)
      ? this.#newOrder({ ...names, reduceOnly: true, orderType: 'market', price: null })
      : this.#newOrder({ ...names, reduceOnly: true });
    if (random.chance(0.3))
      return [second, first, this.#counter({ ...first, quantity: 2 * Math.abs(lots) }, first.price)];
    const script = [first, this.#counter(first, this.#fair.price(instrument, side, -1)), second];
    return random.chance(0.5) ? script : [...script, this.#counter(first, first.price)];
  }

  /** Sell a position, or buy a short one back, to an accomplice at the worst price that the band allows. */
  dump(): readonly PlainCommand[] {
    const random = this.#random;
    const account = random.between(0, this.#state.accounts.length - 1);
    const { instrument, side } = this.#newOrder({ account });
    const { markPrice } = at(this.#state.markets, instrument);
    const quantity = this.#affordable({ account, instrument }, markPrice);
    const opening = this.#newOrder({ account, instrument, side: opposite(side), quantity, price: markPrice });
    const price = this.#edgePrice(instrument, side);
    const closing = this.#newOrder({
      account,
      instrument,
      side,
      quantity: quantity + random.between(-1, 2) || 1,
      timeInForce: random.pick(['gtc', 'ioc', 'fok']),
      reduceOnly: random.chance(0.2),
      price,
    });
    const market = { ...closing, orderType: 'market', timeInForce: 'ioc', price: null } as const;
    const dumping = random.chance(0.5) ? closing : market;
    const entry = random.chance(0.7) ? [this.#counter(opening, markPrice), opening] : [];
    return [...entry, this.#counter(closing, price), dumping];
  }

  /** The mark price jumps to a far order when an aggressor empties the book before it. */
  gap(): readonly PlainCommand[] {
    const order = this.#newOrder();
    const price = this.#farPrice(order);
    const quantity = Math.min(3, this.#affordable(order, price));
    return this.#jump({ ...order, quantity, price });
  }

  /** An order rests beyond the mark price of a one-sided book; its owner loses elsewhere before it trades. */
  stale(): readonly PlainCommand[] {
    const random = this.#random;
    const held = this.#pickHeld();
    if (held === null || this.#state.markets.length === 1) return this.gap();
    const { account, lots } = held;
    const instrument = (held.instrument + 1) % this.#state.markets.length;
    const side = random.pick(['buy', 'sell'] as const);
    const emptied = this.#newOrder({ account, instrument, side: opposite(side), quantity: 1 });
    const { markPrice } = at(this.#state.markets, instrument);
    const price = Math.max(1, Math.round(markPrice * (1 + signed(side, random.pick([0.01, 0.05, 0.1])))));
    const resting = this.#newOrder({ account, instrument, side, price });
    const quantity = this.#affordable(resting, price + Math.abs(price - markPrice) * LEVERAGE);
    const script = [...this.#empty(emptied), { ...resting, quantity }];
    const target = this.#nearLiquidation(account, held.instrument);
    if (target === null) return script;
    const losing = lots > 0 ? 'buy' : 'sell';
    const far = { instrument: held.instrument, side: losing, quantity: 1, price: target } as const;
    const jump = this.#jump(this.#newOrder({ ...far, account: this.#richestBut(account) }));
    return [...script, ...jump, this.#counter({ ...resting, quantity }, price)];
  }

  /** The free part of an isolated balance, give or take one unit. @returns its new margin */
  leanMargin(account: number, instrument: number): number {
    const pool = poolOf(at(this.#state.accounts, account), instrument);
    const margin = Number(pool.balance - freeOf(this.#state, pool)) + this.#random.between(-1, 1);
    return Math.max(0, margin);
  }

  /** A position of any account or of the one with the least equity; null: there is none. */
  #pickHeld() {
    const held = this.#state.accounts.flatMap(({ index, positions }) =>
      positions.flatMap(({ lots }, instrument) => (lots === 0 ? [] : [{ account: index, instrument, lots }])),
    );
    if (held.length === 0) return null;
    if (this.#random.chance(0.5)) return this.#random.pick(held);
    const equity = ({ account, instrument }: { account: number; instrument: number }) =>
      equityOf(this.#state, poolOf(at(this.#state.accounts, account), instrument));
    return held.reduce((a, b) => (equity(b) < equity(a) ? b : a));
  }

  /** Rests an order and trades through all orders before it. */
  #jump(far: Place): readonly PlainCommand[] {
    return [far, ...this.#empty(far)];
  }

  /** A market order that trades with everything on the order's side, and with the order. */
  #empty({ account, instrument, side, quantity }: Place): readonly PlainCommand[] {
    const resting = queue(this.#state, instrument, side).reduce((sum, { open }) => sum + open, quantity);
    const aggressor = { account: this.#richestBut(account), side: opposite(side), quantity: resting };
    return [this.#newOrder({ ...aggressor, instrument, orderType: 'market', price: null })];
  }

  /** A mark price at which the account is almost liquidated; null: it has no liquidation price. */
  #nearLiquidation(account: number, instrument: number): number | null {
    const due = liquidationPriceOf(this.#state, at(this.#state.accounts, account), instrument);
    const { markPrice } = at(this.#state.markets, instrument);
    return due === null ? null : Math.round(due + (markPrice - due) * this.#random.next() * 0.5);
  }

  #richestBut(account: number): number {
    const others = this.#state.accounts.filter(({ index }) => index !== account);
    return others.reduce((a, b) => (a.cross.balance < b.cross.balance ? b : a)).index;
  }

  /** The richest other account takes the other side. */
  #counter(order: Place, price: number | null): PlainCommand {
    const { instrument, side, quantity } = order;
    const account = this.#richestBut(order.account);
    return this.#newOrder({ account, instrument, side: opposite(side), quantity, price });
  }

  #affordable({ account, instrument }: Pick<Place, 'account' | 'instrument'>, price: number): number {
    const { spec } = at(this.#state.markets, instrument);
    const free = Number(freeOf(this.#state, poolOf(at(this.#state.accounts, account), instrument)));
    const feeRate = Math.max(spec.makerFeeRate, spec.takerFeeRate) / RATE_SCALE;
    const perLot = Number(worth(spec, 1, price)) * (1 / at(spec.tiers, 0).maxLeverage + feeRate);
    const lots = Math.floor(free / perLot) + this.#random.between(-1, 1);
    return Math.min(LOTS_MAX, Math.max(1, lots));
  }

  /** Far above the mark price for a sell, far below it for a buy. */
  #farPrice({ instrument, side }: Place): number {
    const { spec, markPrice } = at(this.#state.markets, instrument);
    const share = spec.priceBand === null ? this.#random.pick(FAR) : 1 + spec.priceBand / RATE_SCALE;
    return Math.max(1, Math.round(side === 'sell' ? markPrice * share : markPrice / share));
  }

  /** The last price within the band on the losing side of the mark price. */
  #edgePrice(instrument: number, side: Place['side']): number {
    const { spec, markPrice } = at(this.#state.markets, instrument);
    const distance =
      spec.priceBand === null
        ? Math.round(markPrice * (1 - this.#random.pick(DUMP)))
        : Math.floor((markPrice * spec.priceBand) / RATE_SCALE);
    return Math.max(1, markPrice + signed(side, distance));
  }
}
