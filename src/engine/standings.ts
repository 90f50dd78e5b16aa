/**
 * Owners of resting orders in a match that is only measured (fillable.ts): position and equity of each owner after the
 * trades so far.
 *
 * An order that would trade at once is measured before it is accepted, so a measurement makes no objects. An owner has
 * the same object in all measurements of a market, and `begin` makes all objects outdated at once.
 */
import type { Side } from '../contract/index.ts';
import { closableLots, equityOf } from './ledger.ts';
import { MeasuredOwner } from './measured-owner.ts';
import type { RestingOrders } from './resting-orders.ts';
import type { Rules } from './rules.ts';
import type { Order, Position } from './state.ts';

/** Numbers of a met order: slot, change, price, fee. */
const MET_FIELDS = 4;

export class Standing {
  /** Number of the measurement to which the other fields belong. */
  measurement = 0;
  lots = 0;
  equity = 0;
  /** True when the owner's orders close a position, so that R4 weighs them again. */
  closes = false;
  /** The orders that the aggressor met so far, if they close a position. */
  readonly #met: number[] = [];
  #metCount = 0;
  /** Copy of the owner's sums, from its second order on. */
  #measured: MeasuredOwner | null = null;

  start(measurement: number, rules: Rules, position: Position, side: Side): void {
    this.measurement = measurement;
    this.lots = position.lots;
    this.equity = equityOf(position.margin);
    this.closes = rules.weighsWithinStep && closableLots(position, side) > 0;
    this.#metCount = 0;
    this.#measured = null;
  }

  /**
   * Notes that the aggressor met an order.
   * @param change lots traded, positive for a buy; 0: the order would be cancelled
   */
  meet(resting: RestingOrders, slot: number, change: number, price: number, fee: number): void {
    if (!this.closes) return;
    const at = this.#metCount * MET_FIELDS;
    this.#met[at] = slot;
    this.#met[at + 1] = change;
    this.#met[at + 2] = price;
    this.#met[at + 3] = fee;
    this.#metCount += 1;
    this.#measured?.meet(resting.read(slot), change, price, fee);
  }

  /** R4: true when the order still rests after its owner's orders have been weighed again. */
  keeps(rules: Rules, resting: RestingOrders, slot: number): boolean {
    if (this.#metCount === 0) return true;
    const order = resting.read(slot);
    this.#measured ??= this.#measure(resting, order);
    return this.#measured.keeps(rules, order);
  }

  #measure(resting: RestingOrders, { position }: Order): MeasuredOwner {
    const measured = new MeasuredOwner(position);
    const met = this.#met;
    for (let at = 0; at < this.#metCount * MET_FIELDS; at += MET_FIELDS) {
      const [slot, change, price, fee] = met.slice(at, at + MET_FIELDS) as [number, number, number, number];
      measured.meet(resting.read(slot), change, price, fee);
    }
    return measured;
  }
}

export class Standings {
  readonly #byOwner: (Standing | undefined)[] = [];
  #measurement = 0;

  /** Begins a measurement, in which no owner has traded. */
  begin(): void {
    this.#measurement += 1;
  }

  /** The owner of the order in a slot. */
  of(owner: number, rules: Rules, resting: RestingOrders, slot: number, side: Side): Standing {
    const standing = this.#byOwner[owner] ?? this.#make(owner);
    if (standing.measurement !== this.#measurement)
      standing.start(this.#measurement, rules, resting.positionIn(slot), side);
    return standing;
  }

  #make(owner: number): Standing {
    while (this.#byOwner.length <= owner) this.#byOwner.push(undefined);
    const made = new Standing();
    this.#byOwner[owner] = made;
    return made;
  }
}
