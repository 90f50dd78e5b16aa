import { describe, expect, test } from 'vitest';
import { check, type Contender, type Engine } from '../../../tools/bench/contender.ts';
import { Histogram } from '../../../tools/bench/latency.ts';
import { matchingAlone, matchingAndFeed } from '../../../tools/bench/matching-alone.ts';
import { nodejsOrderBook } from '../../../tools/bench/nodejs-order-book.ts';
import { runLap } from '../../../tools/bench/speed.ts';
import { ADD, CANCEL, MARKET, type Stream } from '../../../tools/bench/stream.ts';
import { drift, far, w1 } from '../../../tools/bench/streams.ts';
import { withAccounts } from '../../../tools/bench/with-accounts.ts';

const OPERATIONS = 20_000;
const stream = w1(7, OPERATIONS);
const SECONDS_MAX = 60;

/** An engine with replaced contenders. */
function changed(engine: Engine, change: (contender: Contender) => Contender): Engine {
  return { name: engine.name, start: (stream: Stream) => change(engine.start(stream)) };
}

/** The same, but it skips one operation. */
function forgetting(operation: number): Engine {
  return changed(matchingAlone, (contender) => ({
    prepare: (from, to) => contender.prepare(from, to),
    run: (from, to) => {
      for (let at = from; at < to; at += 1) if (at !== operation) contender.step(at);
    },
    step: (at) => contender.step(at),
    outcome: () => contender.outcome(),
  }));
}

describe('an engine beside the reference book', () => {
  test.each([nodejsOrderBook, matchingAlone, matchingAndFeed, withAccounts])(
    '$name comes to the same',
    (engine) => {
      for (const each of [stream, far(7, OPERATIONS), drift(7, OPERATIONS)]) {
        expect(runLap(engine, each, SECONDS_MAX).operations).toBe(each.count - each.preload);
      }
    },
  );

  test.each([
    { kind: ADD, what: 'an add' },
    { kind: MARKET, what: 'a market order' },
  ])('an engine that skips $what is refused', ({ kind }) => {
    const operation = stream.kind.lastIndexOf(kind);
    expect(() => runLap(forgetting(operation), stream, SECONDS_MAX)).toThrow(
      /botpit: matching alone: \w+ is \d+ after \d+ operations, expected \d+/,
    );
  });

  test.each(['tradedLots', 'bestBid', 'bestAsk', 'restingLots'] as const)(
    'a different %s is refused',
    (field) => {
      const [expected] = stream.checkpoints;
      if (expected === undefined) throw new Error('the stream has no checkpoint');
      const wrong = { ...expected, [field]: expected[field] + 1 };
      const contender = { ...matchingAlone.start(stream), outcome: () => wrong } as Contender;
      expect(() => check(matchingAlone, contender, expected)).toThrow(`${field} is ${wrong[field]}`);
      expect(() => check(matchingAlone, { ...contender, outcome: () => expected }, expected)).not.toThrow();
    },
  );
});

describe('a stream', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(w1(7, OPERATIONS).price).toEqual(stream.price);
    expect(w1(8, OPERATIONS).price).not.toEqual(stream.price);
  });

  test('cancels only orders that were added before and never one twice', () => {
    const gone = new Set<number>();
    for (let operation = 0; operation < stream.count; operation += 1) {
      if (stream.kind[operation] !== CANCEL) continue;
      const target = stream.target[operation] as number;
      expect(stream.kind[target]).toBe(ADD);
      expect(target).toBeLessThan(operation);
      expect(gone.has(target)).toBe(false);
      gone.add(target);
    }
    expect(gone.size).toBeGreaterThan(OPERATIONS * 0.4);
  });
});

test('a histogram gives the upper end of the bucket, and the exact longest time', () => {
  const histogram = new Histogram();
  for (let ns = 5; ns < 1000; ns += 10) histogram.add(ns);
  histogram.add(2_500_000);
  expect(histogram.quantile(0.5)).toBe(510);
  expect(histogram.quantile(1)).toBe(2_500_000);
  expect(histogram.maxNs).toBe(2_500_000);
});
