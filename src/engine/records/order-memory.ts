/** The memory of live orders: records of numbers, and in lists what has no place there. */
import type { PriceTicks } from '../../contract/index.ts';
import { OrderNames } from './order-names.ts';
import { RecordPages } from './record-pages.ts';
import type { Position } from '../state.ts';

/** Terms that few orders have. */
export interface RareTerms {
  stopPrice: PriceTicks | null;
  trailingOffset: PriceTicks | null;
  /** Record of the other order of its pair. 0: none. */
  linked: number;
}

export class OrderMemory {
  readonly pages: RecordPages;
  readonly names = new OrderNames();
  /** By the orders' records. */
  readonly rareTerms = new Map<number, RareTerms>();
  /** Positions that have had orders, by their numbers. There is none with the number 0. */
  readonly positions: (Position | undefined)[] = [undefined];

  constructor(publishesOrders: boolean) {
    this.pages = new RecordPages(publishesOrders);
  }
}
