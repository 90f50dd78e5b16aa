/**
 * TWAP: works one large order in small pieces, evenly over time, so that the market hardly notices.
 *
 * Every few seconds it computes how much should have traded by now, and takes the missing quantity from the touch with a
 * limit order that does not rest. If a thin book offers less, the rest is due the next time. When the order is done, it
 * logs the average price beside the starting price: the cost of its impatience. The method is the simplest execution
 * algorithm; Almgren and Chriss, "Optimal Execution" (2000), quantify its cost.
 */
import type { Context, Fill, Intents, ParamSpecs, ParamsOf, Strategy } from 'botpit';

const params = {
  side: { type: 'choice', default: 'buy', choices: ['buy', 'sell'], about: 'side of the order' },
  percent: { type: 'number', default: 50, min: 0.1, max: 500, about: 'value of the order, in % of equity' },
  minutes: { type: 'number', default: 10, min: 0.1, about: 'time to work it in' },
  everySeconds: { type: 'number', default: 5, min: 0.1, about: 'time from piece to piece' },
} as const satisfies ParamSpecs;

type TwapParams = ParamsOf<typeof params>;
type TwapContext = Context<TwapParams>;

const MICROS_PER_MINUTE = 60e6;

export default class Twap implements Strategy<TwapParams> {
  static readonly params = params;
  readonly everyMs: number;
  #start = 0;
  #startPrice = 0;
  #total = 0;
  #done = 0;
  #cost = 0;
  #hasSaid = false;

  constructor({ everySeconds }: TwapParams) {
    this.everyMs = everySeconds * 1_000;
  }

  onStart({ market, time, equity, params, roundQuantity, log }: TwapContext): void {
    this.#start = time;
    this.#startPrice = market.mark;
    this.#total = roundQuantity((equity * params.percent) / 100 / market.mark);
    log(`${params.side} ${this.#total} within ${params.minutes} minutes, from ${market.mark}`);
  }

  nextOrder({ market, time, params, instrument, orders, roundQuantity }: TwapContext): Intents {
    const price = params.side === 'buy' ? market.bestAsk : market.bestBid;
    const share = Math.min(1, (time - this.#start) / MICROS_PER_MINUTE / params.minutes);
    const due = this.#total * share - this.#done;
    // A pending order is not yet published.
    if (orders.length > 0 || price === undefined || due < instrument.lotSize / 2) return;
    return { type: 'place', side: params.side, price, quantity: roundQuantity(due), timeInForce: 'ioc' };
  }

  onFill({ price, quantity }: Fill, { instrument, log }: TwapContext): void {
    this.#done += quantity;
    this.#cost += quantity * price;
    if (this.#hasSaid || this.#total - this.#done > instrument.lotSize / 2) return;
    this.#hasSaid = true;
    log(`done at ${this.#cost / this.#done} on average; it began at ${this.#startPrice}`);
  }
}
