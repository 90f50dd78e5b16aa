/**
 * Keeps states within segments in memory, so that a seek back and forth does not replay from the segment's beginning
 * each time.
 */
import { snapshot, type EngineState, type Snapshot } from '../../engine/index.ts';
import { ReplayedExchange } from '../journal/replayed-exchange.ts';
import { Segment } from '../journal/segment.ts';
import type { CheckpointPlace } from '../journal/checkpoint-index.ts';

/** Number of entries from one keyframe to the next: about a tenth of a second's work. */
const ENTRIES_APART = 16_384;
/**
 * Largest number of keyframes, and of live orders in them. The oldest are dropped for new ones, and a large book counts
 * for more.
 */
const [KEPT_MAX, ORDERS_KEPT_MAX] = [256, 400_000];
/** Largest book of a keyframe. Copying more would take too long for one turn of the event loop. */
const ORDERS_AT_ONCE_MAX = 20_000;

export interface Keyframe {
  readonly place: CheckpointPlace;
  readonly state: Snapshot;
  /** Number of live orders. */
  readonly orders: number;
}

export class Keyframes {
  readonly #entriesApart: number;
  #kept: readonly Keyframe[] = [];

  constructor(entriesApart = ENTRIES_APART) {
    this.#entriesApart = entriesApart;
  }

  /** True when another keyframe would replace an older one. */
  get isFull(): boolean {
    const orders = this.#kept.reduce((sum, keyframe) => sum + keyframe.orders, 0);
    return this.#kept.length >= KEPT_MAX || orders >= ORDERS_KEPT_MAX;
  }

  /**
   * Keeps the state before a checkpoint, if enough entries have passed.
   * @param entries number of entries since the beginning or since the last kept state
   * @returns true when it was kept
   */
  offer(place: CheckpointPlace, state: EngineState, entries: number): boolean {
    if (entries < this.#entriesApart) return false;
    const orders = ordersIn(state);
    if (orders > ORDERS_AT_ONCE_MAX || this.#has(place)) return true;
    this.#kept = bounded([...this.#kept, { place, state: snapshot(state), orders }]);
    return true;
  }

  /** The last keyframe of the segment at or before this position. */
  before({ segment, offset }: CheckpointPlace): Keyframe | null {
    const found = this.#kept
      .filter(({ place }) => place.segment === segment && place.offset <= offset)
      .toSorted((a, b) => a.place.offset - b.place.offset);
    return found.at(-1) ?? null;
  }

  #has({ segment, offset }: CheckpointPlace): boolean {
    return this.#kept.some(({ place }) => place.segment === segment && place.offset === offset);
  }
}

/** The exchange in its state at that keyframe. */
export function exchangeAt(session: string, { place, state }: Keyframe): ReplayedExchange {
  const header = Segment.readHeader(session, place.segment);
  if (header === null) throw new Error(`segment ${place.segment} of ${session} is gone`);
  const { seq, digest, time } = place;
  return new ReplayedExchange(header, { at: { seq, digest, time }, hash: '', state });
}

function ordersIn({ accounts }: EngineState): number {
  return accounts.reduce((sum, { orders }) => sum + orders.size, 0);
}

function bounded(kept: readonly Keyframe[]): readonly Keyframe[] {
  let orders = kept.reduce((sum, keyframe) => sum + keyframe.orders, 0);
  let drop = Math.max(0, kept.length - KEPT_MAX);
  for (const keyframe of kept.slice(0, drop)) orders -= keyframe.orders;
  while (orders > ORDERS_KEPT_MAX && drop < kept.length - 1) {
    orders -= kept[drop]?.orders ?? 0;
    drop += 1;
  }
  return kept.slice(drop);
}
