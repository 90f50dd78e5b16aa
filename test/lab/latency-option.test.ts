/** Latencies on the lab's command line, valid and refused. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { joinLatencyWords, latencyText, parseLatency } from '../../src/lab/latency-option.ts';
import { writeLatencies } from '../../src/session/latency-file.ts';

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

test.each([
  [() => parseLatency('order=5'), "--latency 'order=5' must be"],
  [() => parseLatency('fed=5ms'), "there is no 'fed'; there are order, feed, answer"],
  [() => parseLatency('order=0ms±2'), 'must be such as'],
  [() => parseLatency('order=-5ms'), "--latency 'order=-5ms' must be such as"],
  [() => parseLatency(''), "--latency '' must be such as"],
  [() => parseLatency('order=5ms,order=6ms'), 'has order twice'],
  [() => parseLatency('feed=99999999999999ms'), 'a delay is at most 60000ms'],
  [() => parseLatency('from'), '--latency from needs the folder of a session.'],
  [() => parseLatency('from /nowhere'), '--latency from /nowhere: /nowhere is not the folder of a session.'],
])('what is wrong is one sentence that names it: %s', (parse, words) => {
  expect(parse).toThrow(words);
});
