/** The clock of a seed, its operator, and traders who quote at limits and in auctions. */
import { PHASE_ACTIONS } from '../../src/contract/phases.ts';
import {
  at,
  isOpen,
  opposite,
  queue,
  signed,
  type AuditAccount,
  type AuditMarket,
  type AuditState,
  type Place,
  type PlainCommand,
} from './exchange-state.ts';
import type { FairPrices } from './fair-prices.ts';
import { liquidationPriceOf } from './margins.ts';
import { limitsOf } from './price-limits.ts';
import type { Random } from './random.ts';

const TICK: PlainCommand = { type: 'advance_time' };
/** A squeeze goes so far beyond the liquidation price, as a share of it. */
const DEEPER = 0.003;
const EPOCH = 1_700_000_000_000_000;
const TENTH = 100_000;
/** The longest jump to the end of a phase or of an interval, in microseconds. */
const JUMP_MAX = 20_000_000;
/** Chance of a scene in place of a trader's command. */
const SCENE_CHANCE = 0.18;
const INDEX_MOVES = [1, 1.001, 0.999, 1.02, 0.97, 1.2, 0.7] as const;

type Pause = 'none' | 'within' | 'tenth' | 'some' | 'long' | 'end';
const PAUSES: Readonly<Record<Pause, number>> = { none: 55, within: 22, tenth: 8, some: 10, long: 2, end: 3 };

type Scene = 'tick' | 'index' | 'phase' | 'edge' | 'gather' | 'closeAll' | 'squeeze';
const SCENES: Readonly<Record<Scene, number>> = {
  tick: 3,
  index: 3,
  phase: 1,
  edge: 4,
  gather: 2.5,
  closeAll: 2,
  squeeze: 4,
};
/** Chance that an operator opens a market that is not open. */
const OPEN_CHANCE = 0.12;

export function isTimed({ spec }: AuditMarket): boolean {
  const hasPrices = spec.mark !== null || spec.limits !== null || spec.funding !== null;
  const hasAuctions = spec.openingAuctionMicros !== null || spec.reopeningAuctionMicros !== null;
  return hasPrices || hasAuctions || spec.liquidation === 'steps';
}

export class TimeTraders {
  readonly #random: Random;
  readonly #state: AuditState;
  readonly #fair: FairPrices;
  readonly #newOrder: (given?: Partial<Place>) => Place;

  constructor(
    random: Random,
    state: AuditState,
    fair: FairPrices,
    newOrder: (given?: Partial<Place>) => Place,
  ) {
    this.#random = random;
    this.#state = state;
    this.#fair = fair;
    this.#newOrder = newOrder;
  }

  /** @returns the stamp before the first command, at a whole tenth or between two */
  begin(): number {
    return EPOCH + (this.#random.chance(0.3) ? 0 : this.#random.between(0, 100 * TENTH));
  }

  /** @returns microseconds to the next command */
  pause(now: number): number {
    const random = this.#random;
    const toTenth = TENTH - (now % TENTH);
    switch (random.weighted<Pause>(PAUSES)) {
      case 'none':
        return random.between(0, 3);
      case 'within':
        return random.between(1, TENTH);
      case 'tenth':
        return toTenth;
      case 'some':
        return random.between(1, 12) * TENTH + random.between(0, TENTH);
      case 'long':
        return random.between(10, 300) * TENTH;
      case 'end':
        return this.#toNextEnd(now) ?? toTenth;
    }
  }

  /** To the exact end of a phase or of a funding interval; null: none is near. */
  #toNextEnd(now: number): number | null {
    const ends = this.#state.markets.flatMap(({ until, funding }) => [until ?? 0, funding.nextTenth * TENTH]);
    const near = ends.map((end) => end - now).filter((left) => left > 0 && left < JUMP_MAX);
    return near.length === 0 ? null : this.#random.pick(near);
  }

  /** Often empty. */
  scene(): readonly PlainCommand[] {
    const random = this.#random;
    const shut = this.#state.markets.findIndex((_, index) => !isOpen(this.#state, index));
    if (shut !== -1 && random.chance(OPEN_CHANCE)) return [this.#act(shut, random.pick(['open', 'resume']))];
    if (!random.chance(SCENE_CHANCE)) return [];
    const instrument = random.between(0, this.#state.markets.length - 1);
    switch (random.weighted<Scene>(SCENES)) {
      case 'tick':
        return [TICK];
      case 'index':
        return [this.#setIndex(instrument)];
      case 'phase':
        return [this.#act(instrument, random.pick(PHASE_ACTIONS))];
      case 'edge':
        return [this.#edge(instrument)];
      case 'gather':
        return this.#gather(instrument);
      case 'closeAll':
        return this.#closeAll();
      case 'squeeze':
        return this.#squeeze();
    }
  }

  #act(instrument: number, action: (typeof PHASE_ACTIONS)[number]): PlainCommand {
    return { type: 'set_phase', account: this.#anyAccount(), instrument, action };
  }

  #setIndex(instrument: number): PlainCommand {
    const { spec } = at(this.#state.markets, instrument);
    const account = this.#anyAccount();
    const moved = Math.round(this.#fair.of(instrument) * this.#random.pick(INDEX_MOVES));
    const price = this.#random.chance(0.05) ? spec.priceMax + this.#random.between(0, 1) : Math.max(1, moved);
    return { type: 'set_index', account, instrument, price };
  }

  /** An order at a limit, a tick within or a tick beyond; without limits near the fair price. */
  #edge(instrument: number): PlainCommand {
    const random = this.#random;
    const order = this.#newOrder({ instrument, timeInForce: random.pick(['gtc', 'gtc', 'ioc', 'fok']) });
    const limits = limitsOf(at(this.#state.markets, instrument));
    if (limits === null) return order;
    const price = Math.max(1, random.pick(limits) + random.between(-1, 1));
    if (random.chance(0.2)) return { ...order, orderType: 'stop_limit', stopPrice: price, price };
    return { ...order, price };
  }

  /** An auction: orders on both sides that cross, then its end. */
  #gather(instrument: number): readonly PlainCommand[] {
    const random = this.#random;
    const orders = Array.from({ length: random.between(2, 8) }, () => {
      const order = this.#newOrder({ instrument, reduceOnly: random.chance(0.35) });
      return { ...order, price: this.#fair.price(instrument, order.side, random.between(-8, 3)) };
    });
    const end = this.#act(instrument, random.pick(['resume', 'resume', 'open', 'close']));
    return [this.#act(instrument, 'auction'), ...orders, ...(random.chance(0.7) ? [end] : [])];
  }

  /** A rich account moves the quotes, and an operator the index, to where a position is liquidated, and time passes. */
  #squeeze(): readonly PlainCommand[] {
    const random = this.#random;
    const held = this.#pickHeld();
    if (held === null) return [TICK];
    const { account, instrument, lots } = held;
    const due = liquidationPriceOf(this.#state, account, instrument);
    if (due === null) return [TICK];
    const rich = this.#richestBut(account);
    const losing = lots > 0 ? 'sell' : 'buy';
    const price = Math.max(1, due - signed(opposite(losing), random.between(0, Math.ceil(due * DEEPER))));
    const depth = 20 + Math.abs(lots);
    const beyond = queue(this.#state, instrument, opposite(losing)).reduce(
      (sum, { open }) => sum + open,
      depth,
    );
    const names = { account: rich, instrument, selfTradePrevention: 'cancel_resting' } as const;
    const push = this.#newOrder({ ...names, side: losing, quantity: beyond, price });
    const behind = Math.max(1, price + signed(losing, 1));
    const quotes = this.#newOrder({ ...names, side: opposite(losing), quantity: depth, price: behind });
    const index: PlainCommand = { type: 'set_index', account: rich, instrument, price };
    return [push, quotes, index, ...Array.from({ length: random.between(1, 4) }, () => TICK)];
  }

  /** In an auction an account closes a position several times over, and a rich one takes all of it. */
  #closeAll(): readonly PlainCommand[] {
    const random = this.#random;
    const held = this.#pickHeld();
    if (held === null) return [TICK];
    const { account, instrument, lots } = held;
    const side = lots > 0 ? 'sell' : 'buy';
    const price = this.#fair.price(instrument, side, random.between(-3, 1));
    const closing = Array.from({ length: random.between(2, 4) }, () =>
      this.#newOrder({
        account: account.index,
        instrument,
        side,
        price,
        quantity: Math.max(1, Math.abs(lots) - random.between(0, 1)),
        reduceOnly: random.chance(0.6),
      }),
    );
    const quantity = closing.reduce((sum, order) => sum + order.quantity, 0);
    const counter = { account: this.#richestBut(account), instrument, side: opposite(side), quantity, price };
    const [start, end] = [this.#act(instrument, 'auction'), this.#act(instrument, 'resume')];
    return [start, ...closing, this.#newOrder(counter), end];
  }

  /** A position in a market that is open; null: there is none. */
  #pickHeld() {
    const held = this.#state.accounts.flatMap((account) =>
      account.positions.flatMap(({ lots }, instrument) =>
        lots === 0 || !isOpen(this.#state, instrument) ? [] : [{ account, instrument, lots }],
      ),
    );
    return held.length === 0 ? null : this.#random.pick(held);
  }

  #richestBut(account: AuditAccount): number {
    const others = this.#state.accounts.filter((one) => one !== account);
    return others.reduce((a, b) => (a.cross.balance < b.cross.balance ? b : a)).index;
  }

  #anyAccount(): number {
    return this.#random.between(0, this.#state.accounts.length - 1);
  }
}
