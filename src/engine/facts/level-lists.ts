/**
 * Lists of level changes that are filled again for each command. A list keeps its length, because an array that changes
 * it gives memory back or asks for more.
 */
import type { PriceTicks, QuantityLots } from '../../contract/index.ts';
import { Reused, type ListsInUse } from './reused.ts';

/** A list whose pairs its owner sets: like the LevelChange of event.ts. */
export type LevelList = readonly [price: PriceTicks, quantity: QuantityLots][];

/** Greatest length of a list that is filled again. A longer one is new. */
const LENGTH_MAX = 8;
const EMPTY: LevelList = [];

export class LevelLists {
  /** Lists by their length, less one. */
  readonly #lists: readonly Reused<LevelList>[];

  /** @param inUse ends the use of the lists */
  constructor(inUse: ListsInUse) {
    this.#lists = Array.from(
      { length: LENGTH_MAX },
      (_, index) => new Reused(() => listOf(index + 1), inUse),
    );
  }

  next(length: number): LevelList {
    if (length === 0) return EMPTY;
    return this.#lists[length - 1]?.next() ?? listOf(length);
  }
}

function listOf(length: number): LevelList {
  return Array.from({ length }, (): LevelList[number] => [0 as PriceTicks, 0 as QuantityLots]);
}
