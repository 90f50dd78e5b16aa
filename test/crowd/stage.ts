/** A trader of the crowd on a stage: the test sets the touch, advances the time, and sees the requests. */
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import type { Side, Welcome } from '../../src/contract/orders.ts';
import { Agenda } from '../../src/crowd/agenda.ts';
import { Dice } from '../../src/crowd/dice.ts';
import { FairValue } from '../../src/crowd/fair-value.ts';
import { Flow } from '../../src/crowd/flow.ts';
import { Scale } from '../../src/crowd/scale.ts';
import { Seat, type SeatRequest } from '../../src/crowd/seat.ts';
import { Watch } from '../../src/crowd/watch.ts';
import type { CrowdTrader, Touch, World } from '../../src/crowd/world.ts';

type Placed = Extract<SeatRequest, { type: 'place_order' }>;

const BASE = 50_000;

export class Stage {
  readonly sent: SeatRequest[] = [];
  readonly scale = new Scale(DEFAULT_INSTRUMENT, BASE);
  readonly fair: FairValue;
  readonly flow = new Flow();
  readonly world: World;
  readonly seat: Seat;
  touch: Touch | undefined;
  now = 0;
  readonly #agenda = new Agenda();
  readonly #onTrade: (() => void)[] = [];
  #answered = 0;

  constructor(seed = 1) {
    this.fair = new FairValue(new Dice(seed, 0));
    this.quote(-2, 2);
    this.world = this.#createWorld();
    this.seat = new Seat({
      account: 'crowd.it',
      scale: this.scale,
      place: 0,
      now: () => this.now,
      phase: () => 'continuous',
      send: (request) => this.sent.push(request) > 0,
    });
    this.welcome();
  }

  get placed(): readonly Placed[] {
    return this.sent.filter((request) => request.type === 'place_order');
  }

  /** The touch, in basis points from the base. */
  quote(bid: number, ask: number): void {
    const [bidTicks, askTicks] = [Math.round(this.scale.ticks(bid)), Math.round(this.scale.ticks(ask))];
    this.touch = { bid, ask, bidTicks, askTicks };
  }

  hold(quantity: number): void {
    this.seat.holds(quantity);
  }

  /** Another crowd member's trade. */
  trade(coins: number): void {
    this.flow.add(this.now, coins);
    for (const listener of this.#onTrade) listener();
  }

  /** Run the trader; every request is accepted at once unless `isAccepting` says otherwise. */
  run(trader: CrowdTrader, seconds: number): void {
    trader.start();
    this.go(seconds);
  }

  go(seconds: number): void {
    const end = this.now + seconds;
    while (this.#agenda.next <= end) {
      this.now = this.#agenda.next;
      this.#agenda.take()?.();
      this.#answer();
    }
    this.now = end;
  }

  welcome(positions: Welcome['positions'] = []): void {
    this.seat.welcomed({
      type: 'welcome',
      account: 'crowd.it',
      epoch: 'e',
      seq: 7,
      instruments: [DEFAULT_INSTRUMENT],
      balance: 1_000_000,
      positions,
      openOrders: [],
      limits: { frameBytesMax: 65_536, openOrdersMax: 10_000 },
    });
  }

  #answer(): void {
    for (const request of this.sent.slice(this.#answered)) {
      this.#answered += 1;
      const common = { time: 0, orderId: this.#answered };
      if (request.type === 'place_order' && request.timeInForce === 'gtc') {
        const { clientOrderId, symbol, side, orderType, quantity } = request;
        this.seat.replied({
          type: 'order_accepted',
          ...common,
          clientOrderId,
          symbol,
          side,
          orderType,
          quantity,
        });
      } else if (request.type === 'amend_order') {
        const { clientOrderId = '', price = 0, quantity = 0 } = request;
        this.seat.replied({
          type: 'order_amended',
          ...common,
          clientOrderId,
          price,
          quantity,
          keptPriority: false,
        });
      } else if (request.type === 'cancel_order') {
        const { clientOrderId = '' } = request;
        this.seat.replied({
          type: 'order_canceled',
          ...common,
          clientOrderId,
          remainingQuantity: 0,
          cause: 'user',
        });
      }
    }
  }

  #createWorld(): World {
    const now = () => this.now;
    const touch = () => this.touch;
    return {
      get now() {
        return now();
      },
      get touch() {
        return touch();
      },
      best: (side: Side) => (side === 'buy' ? this.touch?.bidTicks : this.touch?.askTicks),
      scale: this.scale,
      fair: this.fair,
      flow: this.flow,
      watch: new Watch(),
      depth: 1,
      awayUntil: 0,
      onTrade: (listener) => void this.#onTrade.push(listener),
      after: (seconds, task) => this.#agenda.plan(this.now + seconds, task),
    };
  }
}
