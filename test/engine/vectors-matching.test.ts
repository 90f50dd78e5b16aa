/**
 * Public matching scenarios, each with its source in the data: orders in; trades, resting orders, changes of the top of
 * the book and snapshots out. Every expectation of a scenario is compared whole.
 */
import { describe, expect, test } from 'vitest';
import type { Side } from '../../src/contract/index.ts';
import { fromUnits } from '../../src/contract/units.ts';
import { only, refusal, TestPit, type EngineEvent } from '../support/pit.ts';
import { vectors } from '../support/vectors.ts';
import { queueOf } from '../support/queue.ts';

type Best = readonly [price: number, quantity: number] | null;

interface OrderStep {
  readonly op: 'limit' | 'market';
  readonly id: string;
  readonly trader: string;
  readonly symbol?: string;
  readonly side: Side;
  readonly quantity: number;
  readonly price?: number;
}

interface CancelStep {
  readonly op: 'cancel';
  readonly id: string;
}

interface Snapshot {
  /** Steps done. */
  readonly after: number;
  readonly symbol: string;
  /** Resting ones. */
  readonly orders: number;
  readonly ask: Best;
  readonly bid: Best;
}

interface Scenario {
  readonly id: string;
  readonly steps: readonly (OrderStep | CancelStep)[];
  readonly expected: {
    /** Orders by `buy` and `sell`, by `maker` and `taker`, or as a sorted `pair`. */
    readonly trades: readonly Partial<Trade>[];
    /** Orders at one price stand in their queue's order; prices, sides and symbols come in any. */
    readonly resting?: readonly Resting[];
    /** Price and quantity are null when the side is empty. */
    readonly topChanges?: readonly unknown[];
    readonly snapshots?: readonly Snapshot[];
  };
}

interface Resting {
  readonly id: string;
  readonly side: Side;
  readonly price: number;
  readonly quantity: number;
}

interface Trade {
  readonly buy: string;
  readonly sell: string;
  readonly maker: string;
  readonly taker: string;
  readonly pair: readonly string[];
  readonly price: number;
  readonly quantity: number;
}

const KNOWN_PARTS = new Set(['trades', 'resting', 'topChanges', 'snapshots']);
const DEPOSIT = 100_000_000;

const scenarios: readonly Scenario[] = vectors('matching.json');

describe('public matching scenarios', () => {
  test('are complete, and every expectation is compared', () => {
    expect(scenarios).toHaveLength(23);
    const parts = scenarios.flatMap(({ expected }) => Object.keys(expected));
    expect(parts.filter((part) => !KNOWN_PARTS.has(part))).toEqual([]);
  });

  test.each(scenarios)('$id', (scenario) => {
    // Lists are compared whole, the parts that the scenario leaves out are not.
    expect(play(scenario)).toMatchObject(expectedOf(scenario));
  });
});

function play({ steps, expected: { snapshots: wanted = [] } }: Scenario) {
  const pit = newPit(steps, wanted);
  const trades: Trade[] = [];
  const topChanges: unknown[] = [];
  const snapshots: Snapshot[] = [];
  steps.forEach((step, index) => {
    const before = tops(pit);
    const events = take(pit, step, steps);
    expect(refusal(events)).toBeUndefined();
    trades.push(...tradesOf(pit, events));
    topChanges.push(...changes(before, tops(pit)));
    for (const { after, symbol } of wanted) {
      if (after === index + 1) snapshots.push({ after, symbol, ...snapshot(pit, symbol) });
    }
  });
  const queues = pit.state.markets.flatMap(({ spec }) => resting(pit, spec.symbol));
  return { trades, topChanges, snapshots, resting: queues };
}

function expectedOf(scenario: Scenario): Scenario['expected'] {
  const { resting: orders } = scenario.expected;
  return orders === undefined
    ? scenario.expected
    : { ...scenario.expected, resting: asListed(scenario, orders) };
}

/** As the pit lists them: symbols as they first appear, bids before asks, best price first. The sort is stable. */
function asListed({ steps }: Scenario, orders: readonly Resting[]): readonly Resting[] {
  const placed = steps.filter((step) => step.op !== 'cancel');
  const symbols = [...new Set(placed.map(({ symbol }) => symbol))];
  const rank = ({ id, side }: Resting) =>
    symbols.indexOf(placed.find((step) => step.id === id)?.symbol) * 2 + (side === 'buy' ? 0 : 1);
  const badness = ({ side, price }: Resting) => (side === 'buy' ? -price : price);
  return [...orders].sort((a, b) => rank(a) - rank(b) || badness(a) - badness(b));
}

function newPit(steps: Scenario['steps'], snapshots: readonly Snapshot[]): TestPit {
  const named = [...steps.filter((step) => step.op !== 'cancel'), ...snapshots].map(({ symbol }) => symbol);
  const symbols = [...new Set(named)].map((symbol) => (symbol === undefined ? {} : { symbol }));
  // No price may be above 64 times the reference price.
  const referencePrice = Math.max(100, ...steps.map((step) => ('price' in step ? (step.price ?? 0) : 0)));
  return new TestPit(
    symbols.map((symbol) => ({ ...symbol, tickSize: 0.01, referencePrice })),
    DEPOSIT,
  );
}

function take(pit: TestPit, step: OrderStep | CancelStep, steps: Scenario['steps']) {
  if (step.op === 'cancel') return pit.cancel(ownerOf(step.id, steps), step.id);
  const { id, trader, side, quantity, price, symbol } = step;
  return pit.place(trader, side, quantity, price ?? null, {
    id,
    ...(symbol === undefined ? {} : { symbol }),
  });
}

function ownerOf(id: string, steps: Scenario['steps']): string {
  const placed = steps.find((step) => step.op !== 'cancel' && step.id === id) as OrderStep | undefined;
  return placed?.trader ?? `nobody placed ${id}`;
}

function tradesOf(pit: TestPit, events: readonly EngineEvent[]): Trade[] {
  const fills = only(events, 'fill');
  return only(events, 'trade').map(({ tradeId, instrument, price, quantity }) => {
    const sides = fills.filter((fill) => fill.tradeId === tradeId);
    const id = (is: (fill: (typeof sides)[number]) => boolean) => sides.find(is)?.clientOrderId ?? 'none';
    const [buy, sell] = [id(({ side }) => side === 'buy'), id(({ side }) => side === 'sell')];
    const spec = pit.state.markets[instrument]?.spec ?? pit.market().spec;
    return {
      buy,
      sell,
      maker: id(({ liquidity }) => liquidity === 'maker'),
      taker: id(({ liquidity }) => liquidity === 'taker'),
      pair: [buy, sell].sort(),
      price: fromUnits(spec.priceGrid, price),
      quantity: fromUnits(spec.quantityGrid, quantity),
    };
  });
}

function tops(pit: TestPit, symbol?: string): Record<Side, Best> {
  const { bids, asks } = pit.book(symbol);
  return { buy: bids[0] ?? null, sell: asks[0] ?? null };
}

function changes(before: Record<Side, Best>, after: Record<Side, Best>): unknown[] {
  return (['buy', 'sell'] as const)
    .filter((side) => String(before[side]) !== String(after[side]))
    .map((side) => [side, ...(after[side] ?? [null, null])]);
}

function snapshot(pit: TestPit, symbol: string): Pick<Snapshot, 'orders' | 'ask' | 'bid'> {
  const { buy: bid, sell: ask } = tops(pit, symbol);
  return { orders: resting(pit, symbol).length, ask, bid };
}

function resting(pit: TestPit, symbol?: string): readonly Resting[] {
  const market = pit.market(symbol);
  const { spec } = market;
  return (['buy', 'sell'] as const).flatMap((side) =>
    queueOf(market, side).map(({ clientOrderId, price, open }) => ({
      id: clientOrderId,
      side,
      price: fromUnits(spec.priceGrid, price ?? 0),
      quantity: fromUnits(spec.quantityGrid, open),
    })),
  );
}
