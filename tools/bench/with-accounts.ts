/**
 * The whole engine on the streams of the order books. Accounts are rich, so no order is rejected and no account is
 * liquidated.
 */
import type { OrderId } from '../../src/contract/index.ts';
import { perform } from '../../src/engine/index.ts';
import type { Contender, Engine, Outcome } from './contender.ts';
import { at, cancelOrder, openExchange, placeOrder, tradedLotsOf, type Command } from './exchange.ts';
import { ADD, BUY, CANCEL, type Stream } from './stream.ts';

/** Deposit in currency: enough margin for any outcome of the streams. */
const DEPOSIT = 1_000_000_000;

export const withAccounts: Engine = {
  name: 'botpit: accounts, margin, liquidation',
  start: (stream) => new WithAccounts(stream),
};

class WithAccounts implements Contender {
  readonly #stream: Stream;
  readonly #state;
  /** The engine's order id for the order of each operation. */
  readonly #orderIds: Int32Array;
  #lastOrderId = 0;
  #commands: Command[] = [];
  #first = 0;
  #tradedLots = 0;

  constructor(stream: Stream) {
    this.#stream = stream;
    this.#orderIds = new Int32Array(stream.count);
    this.#state = openExchange({
      accounts: stream.accounts,
      deposit: DEPOSIT,
      // The reference price lies in the middle of the streams' prices. There is no band, so far prices are accepted.
      instrument: { referencePrice: 750_000, priceBand: undefined },
    });
  }

  get sharedBytes(): number {
    return this.#state.markets.reduce((sum, { book }) => sum + book.bytes, 0);
  }

  prepare(from: number, to: number): void {
    this.#commands = [];
    this.#first = from;
    for (let operation = from; operation < to; operation += 1)
      this.#commands.push(this.#commandOf(operation));
  }

  run(from: number, to: number): void {
    for (let operation = from; operation < to; operation += 1) this.step(operation);
  }

  step(operation: number): void {
    const command = this.#commands[operation - this.#first] as Command;
    const facts = perform(this.#state, command, at(operation));
    const first = facts.at(0);
    if (first.type === 'order_rejected') throw new Error(first.reason);
    this.#tradedLots += tradedLotsOf(facts);
  }

  outcome(): Outcome {
    const { bids, asks } = this.#state.markets[0]!.book;
    let restingLots = 0;
    for (const side of [bids, asks]) for (const { total } of side.levels()) restingLots += total;
    return {
      tradedLots: this.#tradedLots,
      bestBid: bids.best?.price ?? 0,
      bestAsk: asks.best?.price ?? 0,
      restingLots,
    };
  }

  #commandOf(operation: number): Command {
    const { kind, side, lots, price, target, account } = this.#stream;
    const owner = account[operation] as number;
    if (kind[operation] === CANCEL) {
      return cancelOrder(owner, { orderId: this.#orderIds[target[operation] as number] as OrderId });
    }
    this.#lastOrderId += 1;
    this.#orderIds[operation] = this.#lastOrderId;
    return placeOrder({
      operation,
      account: owner,
      side: side[operation] === BUY ? 'buy' : 'sell',
      lots: lots[operation] as number,
      price: kind[operation] === ADD ? (price[operation] as number) : null,
    });
  }
}
