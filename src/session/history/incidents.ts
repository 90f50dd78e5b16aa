/** Events that no CSV file contains: liquidations, phases, events of the room, and orders. */
import type { Liquidation, MarketEvent, MarketState, RoomNote } from '../../contract/events.ts';
import { NewestLog } from '../../contract/newest-log.ts';
import type { Phase } from '../../contract/phases.ts';
import { OrderLog } from './order-log.ts';

const LIQUIDATIONS_MAX = 10_000;
const PHASES_MAX = 10_000;
const ROOM_EVENTS_MAX = 1_000;

export class Incidents {
  readonly liquidations = new NewestLog<Liquidation>(LIQUIDATIONS_MAX, ({ seq }) => seq);
  readonly #phases = new NewestLog<MarketState>(PHASES_MAX, ({ seq }) => seq);
  readonly room = new NewestLog<RoomNote>(
    ROOM_EVENTS_MAX,
    ({ time }) => time,
    ({ time, text }) => `${time} ${text}`,
  );
  readonly orders: OrderLog;

  constructor(orders = new OrderLog()) {
    this.orders = orders;
  }

  /** The `market_state` events that changed the phase. */
  get phases(): readonly MarketState[] {
    const known = new Map<string, Phase>();
    return this.#phases.all.filter(({ symbol, phase }) => {
      const isNew = known.get(symbol) !== phase;
      known.set(symbol, phase);
      return isNew;
    });
  }

  onEvent(event: MarketEvent): void {
    if (event.type === 'liquidation') this.liquidations.push(event);
    else if (event.type === 'market_state') this.#phase(event);
    else this.orders.add(event);
  }

  onNote(note: RoomNote): void {
    this.room.push(note);
  }

  add({ liquidations, phases, room, orders }: Incidents): void {
    this.liquidations.merge(liquidations.all);
    this.#phases.merge(phases);
    this.room.merge(room.all);
    this.orders.addPast(orders);
  }

  /** Adds a phase, unless it is the known one, because checkpoints repeat the phase. */
  #phase(state: MarketState): void {
    const before = this.#phases.all.findLast(({ symbol }) => symbol === state.symbol);
    if (before?.phase !== state.phase) this.#phases.push(state);
  }
}
