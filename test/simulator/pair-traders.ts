/**
 * Makes pairs (M14), trailing stops (M15) and moved stops (M10) of the commands of the other traders, and gives some of
 * them to the pit itself. It has a separate stream of choices and leaves most seeds as they are.
 */
import {
  at,
  isWaiting,
  type Amend,
  type AuditState,
  type Place,
  type PlainCommand,
} from './exchange-state.ts';
import { Random } from './random.ts';
import type { Stamped } from './simulator.ts';

/** Share of the seeds that have such orders. */
const SEED_CHANCE = 0.25;
const STREAM = 0x5eed;
const OCO_CHANCE = 0.6;
/** Chance that a trailing stop has a distance above the mark price. */
const TOO_FAR_CHANCE = 0.03;
/** Chance that a pair names any order, or none, instead of a suitable one. */
const WRONG_CHANCE = 0.08;
const TRAILING_CHANCE = 0.5;
/** Largest distance of a trailing stop and of a moved stop, as a share of the mark price. */
const REACH = 0.03;
const NOTE_CHANCE = 0.4;
const PIT_CHANCE = 0.3;

export class PairTraders {
  readonly #random: Random;
  readonly #state: AuditState;
  readonly #isOn: boolean;

  constructor(seed: number, state: AuditState) {
    this.#random = new Random(seed ^ STREAM);
    this.#state = state;
    this.#isOn = this.#random.chance(SEED_CHANCE);
  }

  vary({ time, command }: Stamped): Stamped {
    return { time, command: this.#isOn ? this.#vary(command) : command };
  }

  #vary(command: PlainCommand): PlainCommand {
    switch (command.type) {
      case 'place_order':
        return this.#paired(this.#trailing(command));
      case 'amend_order':
        return this.#moved(command);
      case 'revalue':
        return this.#random.chance(NOTE_CHANCE) ? { type: 'note_room_event', text: 'a note' } : command;
      case 'set_phase':
        return this.#random.chance(PIT_CHANCE) ? { ...command, account: null } : command;
      default:
        return command;
    }
  }

  #trailing(order: Place): Place {
    if (order.orderType !== 'stop_market' || !this.#random.chance(TRAILING_CHANCE)) return order;
    return { ...order, stopPrice: null, trailingOffset: this.#offset(order.instrument) };
  }

  #offset(instrument: number): number {
    const { markPrice } = at(this.#state.markets, instrument);
    return this.#random.chance(TOO_FAR_CHANCE) ? markPrice : this.#distance(instrument);
  }

  /** Only an order that may rest or wait. */
  #paired(order: Place): Place {
    const random = this.#random;
    const canLast = order.stopPrice !== null || order.trailingOffset != null || this.#isGtcLimit(order);
    if (!canLast || !random.chance(OCO_CHANCE)) return order;
    const own = this.#state.orders.filter(({ account }) => account === order.account);
    const free = own.filter(({ instrument, partner }) => instrument === order.instrument && partner === null);
    if (random.chance(WRONG_CHANCE)) {
      return { ...order, oco: random.pick([...own.map(({ clientOrderId }) => clientOrderId), 'nobody']) };
    }
    return free.length === 0 ? order : { ...order, oco: random.pick(free).clientOrderId };
  }

  #isGtcLimit({ orderType, timeInForce }: Place): boolean {
    return orderType === 'limit' && timeInForce === 'gtc';
  }

  #moved(command: Amend): Amend {
    const { account, order: named } = command;
    const order = this.#state.orders.find(
      (one) =>
        one.account === account &&
        ('orderId' in named ? one.id === named.orderId : one.clientOrderId === named.clientOrderId),
    );
    if (order === undefined || !this.#random.chance(isWaiting(order) ? 0.7 : 0.05)) return command;
    const { markPrice } = at(this.#state.markets, order.instrument);
    const away = this.#distance(order.instrument) * this.#random.pick([1, 1, 1, -1]);
    return { ...command, stopPrice: Math.max(1, markPrice + (order.side === 'buy' ? away : -away)) };
  }

  /** In ticks. */
  #distance(instrument: number): number {
    const { markPrice } = at(this.#state.markets, instrument);
    return this.#random.between(1, Math.max(3, Math.round(markPrice * REACH)));
  }
}
