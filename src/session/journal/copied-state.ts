/** A copied state in the thread that writes snapshots: it becomes the text of the snapshot, in pieces. */
import { CopiedOrders, type OrderList, type Snapshot } from '../../engine/index.ts';
import type { CopyPart, ListPart } from './state-copy.ts';

/** Number of orders in a piece. */
const PIECE_LENGTH = 250;
const LISTS: readonly OrderList[] = ['bids', 'asks', 'stops'];
/** Text of a market's lists in a snapshot without orders. A string in JSON never contains it, because of its quotes. */
const EMPTY_LISTS = LISTS.map((name) => `"${name}":[]`).join(',');

export class CopiedState {
  #frame: Snapshot | null = null;
  #orders = new CopiedOrders(new Int32Array());

  /** Adds the next part of the copy. */
  add(part: CopyPart): void {
    switch (part.type) {
      case 'frame':
        this.#frame = JSON.parse(part.json) as Snapshot;
        this.#orders = new CopiedOrders(part.positions);
        return;
      case 'list':
        this.#listOf(part).push(...(JSON.parse(part.json) as unknown[]));
        return;
      case 'orders':
        this.#orders.add(part.orders);
    }
  }

  /** JSON of the snapshot, after the last part. One text of a large state would take hundreds of megabytes. */
  *json(): Generator<string> {
    const [beginning = '', ...others] = JSON.stringify(this.#whole).split(EMPTY_LISTS);
    const lists = this.#orders.lists(this.#whole.markets.length);
    if (others.length !== lists.length) throw new Error('the copy of the state has orders in its frame');
    yield beginning;
    for (const [index, after] of others.entries()) {
      for (const name of LISTS) yield* this.#listJson(name, lists[index]?.[name] ?? []);
      yield after;
    }
  }

  get #whole(): Snapshot {
    if (this.#frame === null) throw new Error('the copy of the state has no frame');
    return this.#frame;
  }

  #listOf({ holdersOf }: ListPart): unknown[] {
    const { accounts, markets } = this.#whole;
    const list = holdersOf === null ? accounts : markets[holdersOf]?.holders;
    if (list === undefined) throw new Error(`the copy of the state has no market ${holdersOf}`);
    return list as unknown[];
  }

  *#listJson(name: OrderList, records: readonly number[]): Generator<string> {
    yield `${name === 'bids' ? '' : ','}"${name}":[`;
    for (let from = 0; from < records.length; from += PIECE_LENGTH) {
      const orders = this.#orders.snapshotsOf(records.slice(from, from + PIECE_LENGTH));
      yield (from === 0 ? '' : ',') + JSON.stringify(orders).slice(1, -1);
    }
    yield ']';
  }
}
