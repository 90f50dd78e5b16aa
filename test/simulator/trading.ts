/** Random but plausible traders. Their choices depend only on the seed and on the auditor's state. */
import {
  at,
  positionIn,
  poolOf,
  type AuditOrder,
  type AuditState,
  type Place,
  type PlainCommand,
} from './exchange-state.ts';
import { FairPrices } from './fair-prices.ts';
import { MarginTraders } from './margin-traders.ts';
import type { Random } from './random.ts';
import { lotWorth } from './settings.ts';
import type { Stamped } from './simulator.ts';
import { isTimed, TimeTraders } from './time-traders.ts';

const ACCOUNTS_MIN = 5;
const ACCOUNTS_MAX = 9;
/** Deposits in lots of the dearest instrument: some are rich, most are one bad trade from ruin. */
const DEPOSIT_LOTS = [0.3, 0.6, 1, 2, 5, 1000] as const;
/** Deposit that carries the largest position allowed. */
const GIANT = 2 ** 47.5;
/** Above every bound of the engine, but a safe integer. */
const HUGE = 2 ** 50;
/** Largest distance of a deep quote, in steps. */
const DEEP_STEPS = 60;

const TIMES_IN_FORCE = ['gtc', 'ioc', 'fok'] as const;
const SELF_TRADE_MODES = ['cancel_resting', 'cancel_incoming', 'cancel_both', 'decrement'] as const;

type Action =
  | 'quote'
  | 'deep'
  | 'take'
  | 'sweep'
  | 'exotic'
  | 'stop'
  | 'reduce'
  | 'cancel'
  | 'amend'
  | 'cancelAll'
  | 'margin'
  | 'limit'
  | 'closeTwice'
  | 'dump'
  | 'gap'
  | 'stale'
  | 'revalue'
  | 'open'
  | 'wrong';

/** Chances of the actions, as weights. */
const ACTIONS: Readonly<Record<Action, number>> = {
  quote: 28,
  deep: 12,
  take: 18,
  sweep: 3,
  exotic: 12,
  stop: 7,
  reduce: 14,
  cancel: 6,
  amend: 10,
  cancelAll: 1.5,
  margin: 6,
  limit: 8,
  closeTwice: 3,
  dump: 2,
  gap: 2,
  stale: 4,
  revalue: 2,
  open: 1,
  wrong: 4,
};

/** Books of some seeds are thin: a side is often empty. */
const THIN_CHANCE = 0.3;
const THIN_ACTIONS: Readonly<Record<Action, number>> = {
  ...ACTIONS,
  quote: 10,
  deep: 3,
  sweep: 10,
  cancelAll: 4,
};

export class Traders {
  readonly #random: Random;
  readonly #state: AuditState;
  readonly #fair: FairPrices;
  readonly #margin: MarginTraders;
  readonly #actions: Readonly<Record<Action, number>>;
  /** Null: no rule of these instruments goes by time. */
  readonly #time: TimeTraders | null;
  #micros: number;
  /** The rest of a scene, one command after the other. */
  #scene: readonly PlainCommand[] = [];
  #orders = 0;

  constructor(random: Random, state: AuditState) {
    this.#random = random;
    this.#state = state;
    this.#fair = new FairPrices(random, state.markets);
    const newOrder = (given?: Partial<Place>) => this.#place(given);
    this.#margin = new MarginTraders(random, state, this.#fair, newOrder);
    this.#actions = random.chance(THIN_CHANCE) ? THIN_ACTIONS : ACTIONS;
    this.#time = state.markets.some(isTimed) ? new TimeTraders(random, state, this.#fair, newOrder) : null;
    this.#micros = this.#time?.begin() ?? 0;
  }

  next(): Stamped {
    this.#micros += this.#time?.pause(this.#micros) ?? 1;
    return { time: this.#micros, command: this.#next() };
  }

  #next(): PlainCommand {
    if (this.#state.accounts.length < ACCOUNTS_MIN) return this.#open();
    if (this.#scene.length > 0) return this.#play(this.#scene);
    this.#fair.wander();
    const scene = this.#time?.scene() ?? [];
    if (scene.length > 0) return this.#play(scene);
    return this.#act(this.#random.weighted<Action>(this.#actions));
  }

  #act(action: Action): PlainCommand {
    switch (action) {
      case 'quote':
        return this.#place({ postOnly: this.#random.chance(0.2) });
      case 'deep':
        return this.#deep();
      case 'take':
        return this.#take();
      case 'sweep':
        return this.#sweep();
      case 'exotic':
        return this.#exotic();
      case 'stop':
        return this.#stop();
      case 'reduce':
        return this.#reduce();
      case 'cancel':
        return { type: 'cancel_order', ...this.#someOrder() };
      case 'amend':
        return this.#amend();
      case 'cancelAll':
        return this.#cancelAll();
      case 'margin':
        return this.#setMargin();
      case 'limit':
        return this.#margin.atLimit();
      case 'closeTwice':
        return this.#play(this.#margin.closeTwice());
      case 'dump':
        return this.#play(this.#margin.dump());
      case 'gap':
        return this.#play(this.#margin.gap());
      case 'stale':
        return this.#play(this.#margin.stale());
      case 'revalue':
        return { type: 'revalue' };
      case 'open':
        return this.#state.accounts.length < ACCOUNTS_MAX ? this.#open() : { type: 'revalue' };
      case 'wrong':
        return this.#wrong();
    }
  }

  #play([command, ...rest]: readonly PlainCommand[]): PlainCommand {
    this.#scene = rest;
    return command ?? { type: 'revalue' };
  }

  #open(): PlainCommand {
    const dearest = Math.max(...this.#state.markets.map(({ spec }) => lotWorth(spec)));
    const isGiant = this.#random.chance(0.05);
    const deposit = isGiant ? GIANT : dearest * this.#random.pick(DEPOSIT_LOTS);
    return {
      type: 'open_account',
      account: `account-${this.#state.accounts.length}`,
      deposit: Math.floor(deposit),
    };
  }

  /** A limit order near the fair price, with the given fields replaced. */
  #place(given: Partial<Place> = {}): Place {
    const random = this.#random;
    const instrument = given.instrument ?? random.between(0, this.#state.markets.length - 1);
    const account = random.between(0, this.#state.accounts.length - 1);
    const side = given.side ?? random.pick(['buy', 'sell']);
    this.#orders += 1;
    return {
      type: 'place_order',
      account,
      clientOrderId: `o${this.#orders}`,
      instrument,
      side,
      orderType: 'limit',
      quantity: this.#quantity(account, instrument),
      price: this.#fair.price(instrument, side, random.between(-1, 4)),
      stopPrice: null,
      timeInForce: 'gtc',
      postOnly: false,
      reduceOnly: false,
      selfTradePrevention: random.pick(SELF_TRADE_MODES),
      ...given,
    };
  }

  /** Usually at most the account's maximum leverage, sometimes anything. */
  #quantity(account: number, instrument: number): number {
    const { balance } = poolOf(at(this.#state.accounts, account), instrument);
    const { spec } = at(this.#state.markets, instrument);
    const most = (Number(balance) * at(spec.tiers, 0).maxLeverage) / lotWorth(spec);
    if (this.#random.chance(0.1)) return this.#random.between(1, 40);
    return this.#random.between(1, Math.min(12, Math.max(1, Math.floor(most))));
  }

  /** A limit order far away, which waits for liquidations and jumps. */
  #deep(): PlainCommand {
    const order = this.#place(this.#random.chance(0.7) ? { account: this.#richest() } : {});
    const price = this.#fair.price(order.instrument, order.side, this.#random.between(4, DEEP_STEPS));
    return { ...order, price };
  }

  /** Empty one side of a book: the next aggressor trades far away. */
  #sweep(): PlainCommand {
    const quantity = this.#random.between(20, 80);
    return this.#place({ account: this.#richest(), orderType: 'market', price: null, quantity });
  }

  #richest(): number {
    return this.#state.accounts.reduce((a, b) => (a.cross.balance < b.cross.balance ? b : a)).index;
  }

  #take(): PlainCommand {
    if (this.#random.chance(0.3)) return this.#place({ orderType: 'market', price: null });
    const order = this.#place({ timeInForce: this.#random.pick(TIMES_IN_FORCE) });
    return { ...order, price: this.#fair.price(order.instrument, order.side, this.#random.between(-6, 0)) };
  }

  /** Any combination of terms. */
  #exotic(): PlainCommand {
    const random = this.#random;
    const isMarket = random.chance(0.2);
    const order = this.#place({
      timeInForce: random.pick(TIMES_IN_FORCE),
      reduceOnly: random.chance(0.4),
    });
    if (isMarket) return { ...order, orderType: 'market', price: null };
    const price = this.#fair.price(order.instrument, order.side, random.between(-3, 3));
    return { ...order, price, postOnly: order.timeInForce === 'gtc' && random.chance(0.3) };
  }

  #stop(): PlainCommand {
    const random = this.#random;
    const order = this.#place({
      timeInForce: random.pick(TIMES_IN_FORCE),
      reduceOnly: random.chance(0.3),
    });
    const stopPrice = this.#fair.price(order.instrument, order.side, random.between(-6, 1));
    if (random.chance(0.5)) return { ...order, orderType: 'stop_market', price: null, stopPrice };
    const price = this.#fair.price(order.instrument, order.side, random.between(-9, 3));
    return { ...order, orderType: 'stop_limit', price, stopPrice };
  }

  /** Reduce or reverse an existing position. */
  #reduce(): PlainCommand {
    const random = this.#random;
    const held = this.#state.accounts.flatMap(({ index, positions }) =>
      positions.flatMap(({ lots }, instrument) => (lots === 0 ? [] : [{ account: index, instrument, lots }])),
    );
    if (held.length === 0) return this.#place();
    const { account, instrument, lots } = random.pick(held);
    const side = lots > 0 ? 'sell' : 'buy';
    const quantity = Math.max(1, Math.abs(lots) + random.between(-3, 3));
    const terms = { account, instrument, side, quantity } as const;
    if (random.chance(0.5)) return this.#place({ ...terms, orderType: 'market', price: null });
    return this.#place({ ...terms, reduceOnly: random.chance(0.8) });
  }

  #someOrder() {
    const order = this.#random.pick([...this.#state.orders, null]);
    if (order === null) return { account: 0, order: { clientOrderId: 'nobody' } };
    const { account, clientOrderId, id: orderId } = order;
    return { account, order: this.#random.chance(0.2) ? { orderId } : { clientOrderId } };
  }

  #amend(): PlainCommand {
    const random = this.#random;
    const order = random.pick([...this.#state.orders, null]);
    if (order === null) return { type: 'amend_order', ...this.#someOrder(), price: 1, quantity: null };
    const { account, clientOrderId, instrument, side } = order;
    const price = this.#fair.price(instrument, side, random.between(-3, 4));
    const quantity = Math.max(1, order.open + random.between(-4, 3));
    return {
      type: 'amend_order',
      account,
      order: { clientOrderId },
      price: order.price !== null && random.chance(0.5) ? price : null,
      quantity: random.chance(0.6) ? quantity : null,
    };
  }

  #cancelAll(): PlainCommand {
    const random = this.#random;
    return {
      type: 'cancel_all',
      account: random.between(0, this.#state.accounts.length - 1),
      instrument: random.chance(0.5) ? null : random.between(0, this.#state.markets.length - 1),
      cause: random.pick(['user', 'disconnect']),
    };
  }

  /** Usually where the mode may change; an isolated position gets more, less, or too much. */
  #setMargin(): PlainCommand {
    const random = this.#random;
    const all = this.#state.accounts.flatMap((account) =>
      account.positions.map((_, instrument) => ({ account, instrument })),
    );
    const idle = all.filter(({ account, instrument }) => this.#isIdle(account.index, instrument));
    const isolated = all.filter(({ account, instrument }) => account.isolated[instrument] !== null);
    const choice = random.pick([all, idle, isolated].filter(({ length }) => length > 0));
    const { account, instrument } = random.pick(choice);
    const names = { type: 'set_margin', account: account.index, instrument } as const;
    if (random.chance(0.2)) return { ...names, mode: 'cross', margin: null };
    if (account.isolated[instrument] !== null && random.chance(0.4)) {
      return { ...names, mode: 'isolated', margin: this.#margin.leanMargin(account.index, instrument) };
    }
    const { balance } = random.chance(0.7) ? account.cross : poolOf(account, instrument);
    const share = random.pick([0, 0.05, 0.2, 0.5, 0.9, 1, 1.1]);
    return { ...names, mode: 'isolated', margin: Math.max(0, Math.floor(Number(balance) * share)) };
  }

  #isIdle(account: number, instrument: number): boolean {
    const { lots } = positionIn(this.#state, account, instrument);
    return (
      lots === 0 &&
      !this.#state.orders.some((one) => one.account === account && one.instrument === instrument)
    );
  }

  /** Requests that a careful client does not send. */
  #wrong(): PlainCommand {
    const random = this.#random;
    const order = this.#place();
    switch (random.weighted({ huge: 3, dear: 2, band: 3, twice: 3, stranger: 2, close: 0.1 })) {
      case 'huge':
        return this.#huge(order);
      case 'dear':
        return this.#dear(order);
      case 'band':
        return { ...order, price: random.pick([1, 2 * this.#fair.of(order.instrument)]) };
      case 'twice':
        return { ...order, ...this.#taken() };
      case 'stranger':
        return { type: 'cancel_order', account: order.account, order: { clientOrderId: 'nobody' } };
      case 'close':
        return { type: this.#state.isClosed ? 'open_market' : 'close_market' };
    }
  }

  /** At or just above the highest price. */
  #dear(order: Place): PlainCommand {
    const { priceMax } = at(this.#state.markets, order.instrument).spec;
    const price = priceMax + this.#random.between(0, 1);
    if (this.#random.chance(0.5)) return { ...order, price };
    return { ...order, orderType: 'stop_market', price: null, stopPrice: price };
  }

  /** Above every bound, or near the largest position of a giant. */
  #huge(order: Place): PlainCommand {
    const giant = this.#state.accounts.find(({ deposit }) => deposit > GIANT / 2);
    if (giant === undefined || this.#random.chance(0.3)) return { ...order, quantity: HUGE };
    const { lotsMax } = at(this.#state.markets, order.instrument).spec;
    const quantity = lotsMax + this.#random.between(-10, 10);
    const price = this.#fair.price(order.instrument, order.side, DEEP_STEPS);
    return { ...order, account: giant.index, quantity, price };
  }

  #taken(): Pick<Place, 'account' | 'clientOrderId'> | null {
    const { orders } = this.#state;
    if (orders.length === 0) return null;
    const { account, clientOrderId }: AuditOrder = this.#random.pick(orders);
    return { account, clientOrderId };
  }
}
