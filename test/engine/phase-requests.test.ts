/** Rule H5: what a market takes in each phase. */
import { describe, expect, test } from 'vitest';
import { PHASES, type Phase } from '../../src/contract/phases.ts';
import { AUCTIONS, pitIn } from '../support/pit-in-phase.ts';
import { only, refusal, TestPit, trades, type EngineEvent } from '../support/pit.ts';

type Outcome = EngineEvent['type'] | 'MARKET_NOT_OPEN';

/** Each request, and the first event of what it gets where orders gather, in continuous trading, and where none are taken. */
const REQUESTS: readonly {
  readonly name: string;
  readonly send: (pit: TestPit) => readonly EngineEvent[];
  readonly gathering: Outcome;
  readonly continuous: Outcome;
  readonly stopped: Outcome;
}[] = [
  {
    name: 'place limit gtc',
    send: (pit) => pit.place('a', 'buy', 1, 100),
    gathering: 'order_accepted',
    continuous: 'order_accepted',
    stopped: 'MARKET_NOT_OPEN',
  },
  {
    name: 'place limit gtc post-only',
    send: (pit) => pit.place('a', 'buy', 1, 100, { postOnly: true }),
    gathering: 'order_accepted',
    continuous: 'order_accepted',
    stopped: 'MARKET_NOT_OPEN',
  },
  {
    name: 'place limit gtc reduce-only',
    send: (pit) => pit.place('long', 'sell', 1, 100, { reduceOnly: true }),
    gathering: 'order_accepted',
    continuous: 'order_accepted',
    stopped: 'MARKET_NOT_OPEN',
  },
  {
    name: 'place limit ioc',
    send: (pit) => pit.place('a', 'buy', 1, 105, { timeInForce: 'ioc' }),
    gathering: 'MARKET_NOT_OPEN',
    continuous: 'order_accepted',
    stopped: 'MARKET_NOT_OPEN',
  },
  {
    name: 'place limit fok',
    send: (pit) => pit.place('a', 'buy', 1, 105, { timeInForce: 'fok' }),
    gathering: 'MARKET_NOT_OPEN',
    continuous: 'order_accepted',
    stopped: 'MARKET_NOT_OPEN',
  },
  {
    name: 'place market',
    send: (pit) => pit.place('a', 'buy', 1, null),
    gathering: 'MARKET_NOT_OPEN',
    continuous: 'order_accepted',
    stopped: 'MARKET_NOT_OPEN',
  },
  {
    name: 'place stop_market',
    send: (pit) => pit.place('a', 'buy', 1, null, { orderType: 'stop_market', stopPrice: 110 }),
    gathering: 'order_accepted',
    continuous: 'order_accepted',
    stopped: 'MARKET_NOT_OPEN',
  },
  {
    name: 'place stop_limit',
    send: (pit) => pit.place('a', 'buy', 1, 110, { orderType: 'stop_limit', stopPrice: 110 }),
    gathering: 'order_accepted',
    continuous: 'order_accepted',
    stopped: 'MARKET_NOT_OPEN',
  },
  {
    name: 'amend to another price',
    send: (pit) => pit.amend('maker', 'bid', { price: 96 }),
    gathering: 'order_amended',
    continuous: 'order_amended',
    stopped: 'MARKET_NOT_OPEN',
  },
  {
    name: 'amend to more',
    send: (pit) => pit.amend('maker', 'bid', { quantity: 21 }),
    gathering: 'order_amended',
    continuous: 'order_amended',
    stopped: 'MARKET_NOT_OPEN',
  },
  {
    name: 'amend to less at the same price',
    send: (pit) => pit.amend('maker', 'bid', { quantity: 19 }),
    gathering: 'order_amended',
    continuous: 'order_amended',
    stopped: 'order_amended',
  },
  {
    name: 'cancel',
    send: (pit) => pit.cancel('maker', 'bid'),
    gathering: 'order_canceled',
    continuous: 'order_canceled',
    stopped: 'order_canceled',
  },
  {
    name: 'cancel a stop',
    send: (pit) => pit.cancel('maker', 'stop'),
    gathering: 'order_canceled',
    continuous: 'order_canceled',
    stopped: 'order_canceled',
  },
  {
    name: 'cancel_all',
    send: (pit) =>
      pit.apply({ type: 'cancel_all', account: pit.account('maker').index, instrument: null, cause: 'user' }),
    gathering: 'cancel_all_done',
    continuous: 'cancel_all_done',
    stopped: 'cancel_all_done',
  },
  {
    name: 'set_margin',
    send: (pit) => pit.setMargin('a', 10, 'X'),
    gathering: 'margin_set',
    continuous: 'margin_set',
    stopped: 'margin_set',
  },
];

const OUTCOMES: Readonly<Record<Phase, 'gathering' | 'continuous' | 'stopped'>> = {
  pre_open: 'gathering',
  auction: 'gathering',
  continuous: 'continuous',
  halted: 'stopped',
  closed: 'stopped',
};

describe('H5 each request in each phase', () => {
  test.each(REQUESTS.flatMap((request) => PHASES.map((phase) => ({ ...request, phase }))))(
    'H5 $name in $phase',
    ({ send, phase, ...outcomes }) => {
      const pit = pitIn(phase);
      pit.account('a');
      const events = send(pit);
      expect(refusal(events) ?? events[0]?.type).toBe(outcomes[OUTCOMES[phase]]);
      expect(phase !== 'continuous' && trades(events).length > 0).toBe(false);
    },
  );

  test('H5 the refusal names the phase', () => {
    const [rejected] = only(pitIn('halted').place('a', 'buy', 1, 100), 'order_rejected');
    expect(rejected?.reason).toBe(
      'X is in phase halted, which takes no orders; wait for a market_state with phase auction or continuous.',
    );
  });

  test('H5 the price and the quantity are looked at before the phase, the band and the margin after it', () => {
    const pit = new TestPit([{ ...AUCTIONS, priceBand: 0.1 }], 100);
    pit.place('a', 'buy', 1, 100);
    pit.setPhase('close');
    expect(refusal(pit.place('a', 'buy', 1, 6_401))).toBe('INVALID_PRICE');
    expect(refusal(pit.place('a', 'buy', 1, 200))).toBe('MARKET_NOT_OPEN');
    expect(refusal(pit.place('a', 'buy', 9_000, 100))).toBe('MARKET_NOT_OPEN');
  });
});

describe('H5 orders that gather', () => {
  const auction = () => {
    const pit = new TestPit([AUCTIONS]);
    pit.account('a');
    return pit;
  };

  test('H5 orders of two accounts cross without trading', () => {
    const pit = auction();
    pit.place('a', 'buy', 3, 102);
    expect(trades(pit.place('b', 'sell', 2, 98))).toEqual([]);
    expect(pit.book()).toEqual({ bids: [[102, 3]], asks: [[98, 2]] });
  });

  test('H5 a post-only order that crosses is refused', () => {
    const pit = auction();
    pit.place('a', 'buy', 3, 102);
    expect(refusal(pit.place('b', 'sell', 2, 102, { postOnly: true }))).toBe('POST_ONLY_WOULD_CROSS');
    expect(refusal(pit.place('b', 'sell', 2, 103, { postOnly: true }))).toBeUndefined();
  });

  test('H5 a post-only order that crosses beyond the price limits is refused, too', () => {
    const pit = new TestPit([{ ...AUCTIONS, priceLimits: { band: 0.01 } }]);
    pit.place('a', 'sell', 1, 96);
    pit.place('b', 'sell', 1, 110);
    expect(refusal(pit.place('b', 'buy', 1, 96, { postOnly: true }))).toBe('POST_ONLY_WOULD_CROSS');
    expect(refusal(pit.place('a', 'buy', 1, 111, { postOnly: true }))).toBe('POST_ONLY_WOULD_CROSS');
    expect(refusal(pit.place('a', 'buy', 1, 109, { postOnly: true }))).toBeUndefined();
  });

  test.each([
    ['cancel_resting', ['s1 2', 's2 1'], { bids: [[101, 4]], asks: [[100, 5]] }],
    [
      'cancel_incoming',
      ['new 4'],
      {
        bids: [],
        asks: [
          [98, 2],
          [100, 6],
        ],
      },
    ],
    ['cancel_both', ['s1 2', 'new 4'], { bids: [], asks: [[100, 6]] }],
    ['decrement', ['s1 2', 's2 1'], { bids: [[101, 1]], asks: [[100, 5]] }],
  ] as const)('H5 own orders give way with %s', (selfTradePrevention, canceled, book) => {
    const pit = auction();
    pit.place('b', 'sell', 5, 100);
    pit.place('a', 'sell', 1, 100, { id: 's2' });
    pit.place('a', 'sell', 2, 98, { id: 's1' });
    const events = only(pit.place('a', 'buy', 4, 101, { id: 'new', selfTradePrevention }), 'order_canceled');
    expect(events.map((each) => `${each.clientOrderId} ${each.remainingQuantity}`)).toEqual(canceled);
    expect(pit.book()).toEqual(book);
  });

  test('H5 an order is weighed at its own price, as when it rests', () => {
    const pit = new TestPit(
      [{ ...AUCTIONS, marginTiers: [{ upTo: null, maxLeverage: 10, maintenanceRate: 0.005 }] }],
      100,
    );
    pit.place('b', 'sell', 1, 90);
    expect(refusal(pit.place('a', 'buy', 9, 101))).toBeUndefined();
    expect(refusal(pit.place('c', 'buy', 10, 101))).toBe('INSUFFICIENT_MARGIN');
  });
});
