/** Command lines of the lab, valid and refused. */
import { fileURLToPath } from 'node:url';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseAssertion } from '../../src/lab/assertion.ts';
import type { Row } from '../../src/lab/comparison.ts';
import { METRICS } from '../../src/lab/metrics.ts';
import {
  joinLatencyWords,
  latencyText,
  parseBots,
  parseLatency,
  parseSeeds,
  parseSweep,
  variantsOf,
} from '../../src/lab/request.ts';
import { writeLatencies } from '../../src/session/latency-file.ts';

const STRATEGIES = fileURLToPath(new URL('../../strategies', import.meta.url));

test('seeds', () => {
  expect(parseSeeds('3')).toEqual([1, 2, 3]);
  expect(parseSeeds('101-103')).toEqual([101, 102, 103]);
});

test('sweeps', () => {
  expect(parseSweep('gamma=0.1,0.2')).toEqual(['gamma=0.1', 'gamma=0.2']);
  expect(parseSweep('lots=10..40/10')).toEqual(['lots=10', 'lots=20', 'lots=30', 'lots=40']);
  expect(parseSweep('x=0.1..0.3/0.1')).toEqual(['x=0.1', 'x=0.2', 'x=0.3']);
  expect(parseSweep('file=../a.csv,../b.csv')).toEqual(['file=../a.csv', 'file=../b.csv']);
});

test('a parameter of all strategies, and of one', () => {
  const variants = variantsOf(['maker', 'maker'], ['levels=3', 'b.levels=4', 'b.skew=a.b'], [], STRATEGIES);
  expect(variants.map(({ params }) => params)).toEqual([['levels=3'], ['levels=3', 'levels=4', 'skew=a.b']]);
  expect(variants.map(({ label }) => label)).toEqual(['maker', 'maker levels=4 skew=a.b']);
  expect(() => variantsOf(['maker'], ['b.levels=4'], [], STRATEGIES)).toThrow(
    "--param 'b.levels=4': there is no such strategy.",
  );
});

test('latency', () => {
  const one = { ms: 1, jitterMs: 0 };
  expect(parseLatency('2.5ms')).toEqual({
    order: { ms: 2.5, jitterMs: 0 },
    feed: { ms: 2.5, jitterMs: 0 },
    answer: { ms: 2.5, jitterMs: 0 },
  });
  expect(parseLatency('order=5ms±2,feed=3ms')).toEqual({
    order: { ms: 5, jitterMs: 2 },
    feed: { ms: 3, jitterMs: 0 },
    answer: one,
  });
});

describe('latency from a session', () => {
  const session = mkdtempSync(join(tmpdir(), 'botpit-latency-'));
  afterAll(() => rmSync(session, { recursive: true }));

  test('is that of its median bot: half of the round trip each way, and the age of its events', async () => {
    const bot = { ackP50Ms: 2, ackP99Ms: 10, feedP50Ms: 0.5, feedP99Ms: 0.5 };
    const slow = { ackP50Ms: 50, ackP99Ms: 90 };
    await writeLatencies(session, { slow, bot, fast: { ...bot, ackP50Ms: 1, ackP99Ms: 1, feedP50Ms: 0.1 } });
    const { order, feed, answer } = parseLatency(`from ${session}`);
    expect(answer).toEqual(order);
    expect(feed).toEqual({ ms: 0.5, jitterMs: 0 });
    // A log-normal with this mean and deviation has its median at 1 ms and its 99th percentile at 5 ms.
    const variance = Math.log(1 + (order.jitterMs / order.ms) ** 2);
    const median = order.ms * Math.exp(-variance / 2);
    expect([median, median * Math.exp(2.326 * Math.sqrt(variance))]).toEqual([
      expect.closeTo(1, 2),
      expect.closeTo(5, 1),
    ]);
    expect(latencyText({ order, feed, answer })).toMatch(
      /^order 1\.27 ± 0\.99\d ms, feed 0\.5 ms, answer 1\.27/,
    );
  });

  test('has a value of two words on the command line', () => {
    expect(joinLatencyWords(['a.ts', '--latency', 'from', 'my session', '--flatten'])).toEqual([
      'a.ts',
      '--latency=from my session',
      '--flatten',
    ]);
    for (const args of [['a.ts', '--latency', '1ms'], ['--latency', 'from'], []])
      expect(joinLatencyWords(args)).toEqual(args);
  });
});

test('variants: every file with every combination of the sweeps', () => {
  const variants = variantsOf(['maker', 'taker'], ['size=1'], ['x=1,2', 'y=3'], STRATEGIES);
  expect(variants.map(({ letter, label, params }) => [letter, label, params])).toEqual([
    ['a', 'maker x=1 y=3', ['size=1', 'x=1', 'y=3']],
    ['b', 'maker x=2 y=3', ['size=1', 'x=2', 'y=3']],
    ['c', 'taker x=1 y=3', ['size=1', 'x=1', 'y=3']],
    ['d', 'taker x=2 y=3', ['size=1', 'x=2', 'y=3']],
  ]);
});

describe('what is wrong is one sentence that names it', () => {
  const variants = variantsOf(['maker', 'taker'], [], [], STRATEGIES);

  test.each([
    [() => parseSeeds('20-10'), "--seeds '20-10' must be"],
    [() => parseSeeds('0'), "--seeds '0' must be"],
    [() => parseSeeds('many'), "--seeds 'many' must be"],
    [() => parseSeeds('99999999999'), "--seeds '99999999999' has more than 100000 seeds"],
    [() => parseSeeds('1-9007199254740991'), 'has more than 100000 seeds'],
    [() => parseSweep('x=1,,2'), "--sweep 'x=1,,2' has an empty value"],
    [() => parseSweep('x=1,2,1'), "--sweep 'x=1,2,1' has the value '1' twice"],
    [() => parseSweep('x=1..2'), "--sweep 'x=1..2' must be KEY=FROM..TO/STEP in numbers"],
    [() => parseSweep('x=a..b/c'), 'must be KEY=FROM..TO/STEP in numbers'],
    [() => parseSweep('x=0..1e12/1'), "--sweep 'x=0..1e12/1' has 1000000000001 values, more than 26"],
    [() => parseSweep('gamma'), "--sweep 'gamma' must be"],
    [() => parseSweep('x=4..1/1'), "--sweep 'x=4..1/1' must go upwards"],
    [() => parseSweep('x=1..4/0'), "--sweep 'x=1..4/0' must go upwards"],
    [() => parseLatency('order=5'), "--latency 'order=5' must be"],
    [() => parseLatency('fed=5ms'), "there is no 'fed'; there are order, feed, answer"],
    [() => parseLatency('order=0ms±2'), 'must be such as'],
    [() => parseLatency('order=-5ms'), "--latency 'order=-5ms' must be such as"],
    [() => parseLatency(''), "--latency '' must be such as"],
    [() => parseLatency('order=5ms,order=6ms'), 'has order twice'],
    [() => parseLatency('feed=99999999999999ms'), 'a delay is at most 60000ms'],
    [() => parseLatency('from'), '--latency from needs the folder of a session.'],
    [
      () => parseLatency('from /nowhere'),
      '--latency from /nowhere: /nowhere is not the folder of a session.',
    ],
    [() => parseBots('maker,nope'), "there is no built-in strategy 'nope'"],
    [() => parseBots('maker,taker,maker'), "--bots 'maker,taker,maker' has maker twice"],
    [() => variantsOf(['maker'], [], ['x=1,2', 'x=3'], STRATEGIES), "--sweep: 'x' is swept twice"],
    [() => variantsOf(['nope'], [], [], STRATEGIES), "'nope' is no built-in strategy"],
    [() => variantsOf(['maker'], [], ['x=1..40/1'], STRATEGIES), 'has 40 values, more than 26'],
    [() => variantsOf(['maker'], [], ['x=1..8/1', 'y=1..5/1'], STRATEGIES), '40 variants are more than 26'],
    [() => parseAssertion('b.pnl', variants), "--assert 'b.pnl' must be such as"],
    [
      () => parseAssertion('a.pnl.x > 0', variants),
      "'a.pnl.x' is neither a number nor a figure such as b.pnl",
    ],
    [() => parseAssertion('a.pnl > 1e999', variants), "'1e999' is neither a number nor a figure"],
    [() => parseAssertion('a.pnl >> 0', variants), "--assert 'a.pnl >> 0' must be such as"],
    [() => parseAssertion('c.pnl > 0', variants), 'there is no c; there is a, b'],
    [() => parseAssertion('a.pln > 0', variants), "there is no figure 'pln'; there are pnl, "],
  ])('%s', (parse, words) => {
    expect(parse).toThrow(words);
  });
});

describe('an assertion', () => {
  const variants = variantsOf(['maker', 'taker'], [], [], STRATEGIES);
  const metric = METRICS.find(({ key }) => key === 'pnl')!;
  const at = (mean: number) => ({ mean, low: mean, high: mean });
  const rows: readonly Row[] = [{ metric, estimates: [at(1), at(2)], differences: [null] }];

  test.each(['b.pnl > a.pnl', 'a.pnl == 1', 'a.pnl != 2', 'b.pnl >= 2', '1.5 < b.pnl', 'a.pnl <= 1'])(
    '%s holds',
    (text) => {
      expect(parseAssertion(text, variants).check(rows).holds).toBe(true);
    },
  );

  test('that does not hold says which, with the figures', () => {
    const line = (text: string, shown = rows) => parseAssertion(text, variants).check(shown).line;
    expect(line('a.pnl > b.pnl')).toBe(
      "The assertion 'a.pnl > b.pnl' does not hold: a.pnl is 1, b.pnl is 2.",
    );
    expect(line('a.pnl == 1')).toBe("The assertion 'a.pnl == 1' holds: a.pnl is 1.");
    const residue = [{ metric, estimates: [at(0.7 + 0.1 + 0.3)], differences: [] }];
    expect(line('0 > a.pnl', residue)).toBe("The assertion '0 > a.pnl' does not hold: a.pnl is 1.1.");
    expect(line('a.fills > 0')).toContain('a.fills is NaN');
  });
});
