/** The orders of a copy (record-copy.ts), in a thread that has no exchange, as the lists of a snapshot. */
import { broken } from '../arithmetic.ts';
import { OrderMemory } from './order-memory.ts';
import { OrderRecords } from './order-records.ts';
import { orderSnapshot, type OrderSnapshot } from '../order-snapshot.ts';
import type { RecordPart } from './record-copy.ts';
import { BLOCK_BYTES, BLOCK_RECORDS, OBJECT, POSITION } from './record-pages.ts';
import type { Order, Position } from '../state.ts';

export type OrderList = 'bids' | 'asks' | 'stops';

/** Place of an order in its list: by `first`, then by `second`. */
interface Ranked {
  readonly record: number;
  readonly first: number;
  readonly second: number;
}

export class CopiedOrders {
  readonly #memory = new OrderMemory(false);
  readonly #records = new OrderRecords(false, this.#memory);

  /** @param positions account and instrument of each position, by its number */
  constructor(positions: Int32Array) {
    for (let at = 2; at < positions.length; at += 2)
      this.#memory.positions.push(standIn(positions[at] as number, positions[at + 1] as number));
  }

  add({ blocks, bytes, names, rareTerms }: RecordPart): void {
    for (const [index, block] of blocks.entries())
      this.#addBlock(block, bytes.subarray(index * BLOCK_BYTES, (index + 1) * BLOCK_BYTES));
    for (const [record, name] of names) this.#memory.names.others.set(record, name);
    for (const [record, terms] of rareTerms) this.#memory.rareTerms.set(record, terms);
  }

  /**
   * Records of the orders of each instrument, in the order of the snapshot: bids and asks best price first, within a
   * price the oldest first, and stops oldest first.
   */
  lists(instruments: number): readonly Readonly<Record<OrderList, readonly number[]>>[] {
    const lists = Array.from({ length: instruments }, () => ({
      bids: [] as Ranked[],
      asks: [] as Ranked[],
      stops: [] as Ranked[],
    }));
    for (const order of this.#orders()) {
      const market = lists[order.market.spec.index];
      if (market === undefined) throw broken(`order ${order.id} is of no instrument`);
      market[listOf(order)].push(rank(order));
    }
    return lists.map(({ bids, asks, stops }) => ({
      bids: sorted(bids),
      asks: sorted(asks),
      stops: sorted(stops),
    }));
  }

  snapshotsOf(records: readonly number[]): readonly OrderSnapshot[] {
    const snapshots = records.map((record) => orderSnapshot(this.#records.read(record)));
    this.#records.putBack();
    return snapshots;
  }

  *#orders(): Generator<Order> {
    const { pages } = this.#memory;
    for (let record = 1; record < pages.end; record += 1) {
      if (pages.integer(record, POSITION) === 0) continue;
      yield this.#records.read(record);
      this.#records.putBack();
    }
  }

  /** No object is in use here. */
  #addBlock(block: number, bytes: Uint8Array): void {
    const { pages } = this.#memory;
    pages.restoreBlock(block, bytes);
    const from = block * BLOCK_RECORDS;
    for (let record = from; record < from + BLOCK_RECORDS; record += 1) pages.setInteger(record, OBJECT, 0);
  }
}

/** A snapshot of an order contains nothing else of its position. */
function standIn(account: number, instrument: number): Position {
  return { account: { index: account }, market: { spec: { index: instrument } } } as Position;
}

function listOf({ isWaiting, side }: Order): OrderList {
  if (isWaiting) return 'stops';
  return side === 'buy' ? 'bids' : 'asks';
}

function rank({ record, isWaiting, id, price, side, priority }: Order): Ranked {
  if (isWaiting) return { record, first: id, second: 0 };
  if (price === null) throw broken(`order ${id} rests without a price`);
  return { record, first: side === 'buy' ? -price : price, second: priority };
}

function sorted(orders: Ranked[]): readonly number[] {
  orders.sort((a, b) => a.first - b.first || a.second - b.second);
  return orders.map(({ record }) => record);
}
