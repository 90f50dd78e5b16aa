/** Recorded days in the lab: slices of a LOBSTER file, played into a pit in virtual time. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context, Intents, StrategyClass } from '../../src/contract/strategy.ts';
import { planOf } from './plan-of.ts';
import { countSlices, readRecordedDay, recordedMs, sliceOf } from '../../src/lab/recorded-day.ts';
import { RecordedFlow } from '../../src/lab/recorded-flow.ts';
import { QuickPit } from '../../src/quick-pit/quick-pit.ts';
import { QUEUE_SKIPS, recordedDay } from '../workers/replay/recorded-day.ts';

/** Time, type, order id, size, price × 10,000, direction. The opening book has 50 at 99 and 60 at 101. */
const MESSAGES = [
  '34200.5,1,11,100,1000000,1',
  '34210.25,1,12,40,1000000,1',
  '34215,2,11,30,1000000,1',
  '34230,1,13,80,1005000,-1',
  '34250,4,13,20,1005000,-1',
  '34300,3,12,40,1000000,1',
  '34620,1,14,10,1000000,1',
];
const ORDER_BOOK = '1010000,60,1000000,100,9999999999,0,990000,50';
const SECOND_MS = 1_000;
const AAPL_CONFIG = new URL('../../resources/aapl.json', import.meta.url);

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'botpit-recorded-'));
  file = join(folder, 'AAPL_2012-06-21_34200000_57600000_message_2.csv');
  writeFileSync(file, `${MESSAGES.join('\n')}\n`);
  writeFileSync(file.replace('message', 'orderbook'), `${ORDER_BOOK}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, ...lines: string[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.join('\n'));
  return path;
}

describe('the command line', () => {
  test('every slice of two minutes by default, or those that are named', () => {
    expect(planOf('maker', '--recorded', file, '--minutes', '1')).toMatchObject({
      recorded: { path: file, symbol: 'AAPL' },
      seeds: [1, 2, 3, 4, 5, 6],
      minutes: 1,
    });
    const long = written('long_message.csv', MESSAGES[0] ?? '', '36000,1,15,10,1000000,1');
    const args = ['maker', '--recorded', long, '--symbol', 'XYZ'];
    expect(planOf(...args)).toMatchObject({ minutes: 2, symbol: undefined, recorded: { symbol: 'XYZ' } });
    expect(planOf(...args).seeds).toHaveLength(14);
    expect(planOf(...args, '--seeds', '5-12').seeds).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
    expect(planOf(...args, '--until', '95%').seeds).toHaveLength(14);
  });

  test.each([
    [['--crowd', '10'], '--recorded has the traders of its day; leave --crowd out.'],
    [['--rooms', 'calm'], '--recorded has the traders of its day; leave --rooms out.'],
    [['--minutes', '2'], 'lasts 7.0 min, which gives 3 slices of 2 min; a comparison needs 6.'],
    [['--minutes', '1', '--seeds', '3-9'], '6 slices of 1 min; --seeds 3-9 asks for more.'],
  ])('%j is refused', (args, words) => {
    expect(() => planOf('maker', '--recorded', file, ...args)).toThrow(words);
  });

  test('a file that is not there, has no symbol in its name or is something else', () => {
    const other = written('notes.csv', 'Dear diary,', 'goodbye');
    expect(() => planOf('maker', '--recorded', other)).toThrow('name it with --symbol.');
    const named = ['maker', '--symbol', 'X', '--recorded'];
    expect(() => planOf(...named, other)).toThrow(
      `${other} is not a LOBSTER message file: its first line is 'Dear diary,', its last one 'goodbye'.`,
    );
    expect(() => planOf(...named, join(folder, 'nowhere.csv'))).toThrow('--recorded: there is no file ');
  });
});

describe('a day', () => {
  test('has the terms of a stock, a tick that holds every price, and the mid of the opening book', async () => {
    const { instrument, midnightMs } = await readRecordedDay({ path: file, symbol: 'AAPL' });
    const { instruments } = JSON.parse(readFileSync(AAPL_CONFIG, 'utf8')) as { instruments: object[] };
    expect(instrument).toEqual({ ...instruments[0], referencePrice: 100 });
    expect(new Date(midnightMs).toISOString()).toBe('2012-06-21T00:00:00.000Z');
    const penny = written('penny_message.csv', '34200.5,1,11,100,9951,1', '34201,1,12,100,9960,-1');
    expect((await readRecordedDay({ path: penny, symbol: 'X' })).instrument).toMatchObject({
      tickSize: 0.0001,
      referencePrice: 0.9951,
    });
  });

  test('that is damaged is refused with its line', async () => {
    const path = written('bad_message.csv', MESSAGES[0] ?? '', '34201,9,12,40,1000000,1');
    await expect(readRecordedDay({ path, symbol: 'X' })).rejects.toThrow(
      `${path} line 2: type '9' is none of 1 to 7`,
    );
  });

  test('a later slice begins with the orders that rest then, each in its place', async () => {
    const day = await readRecordedDay({ path: file, symbol: 'AAPL' });
    const { book, steps, beginsMs } = sliceOf(day, 2, 1);
    expect(beginsMs).toBe(34_260_500);
    expect([...book.orders()].map(({ id, price, quantity }) => [id, price, quantity])).toEqual([
      ['11', 10_000, 70],
      ['12', 10_000, 40],
      ['seed-buy-9900', 9_900, 50],
      ['13', 10_050, 60],
      ['seed-sell-10100', 10_100, 60],
    ]);
    expect(steps.map(({ row }) => row)).toEqual([5, 6]);
    expect(countSlices(recordedMs(file), 1)).toBe(6);
  });
});

test('the recorded book comes first, the bot trades with it, and the flow continues around its trades', async () => {
  const day = await readRecordedDay({ path: file, symbol: 'AAPL' });
  const seen: (readonly [clock: string, bid: number | undefined, ask: number | undefined])[] = [];
  class Buyer {
    readonly everyMs = 10_000;
    nextOrder({ time, market: { bids, asks } }: Context): Intents {
      seen.push([new Date(time / 1_000).toISOString().slice(11, 19), bids[0]?.[1], asks[0]?.[1]]);
      return seen.length === 3 ? { type: 'place', side: 'buy', quantity: 70 } : undefined;
    }
  }
  const flow = new RecordedFlow(day, sliceOf(day, 1, 1));
  const bot = { name: 'buyer', strategy: Buyer as unknown as StrategyClass };
  const pit = new QuickPit([bot], 1, [], { ...flow.market, startMs: 10 * SECOND_MS });
  flow.start(pit);
  const trades: (readonly [price: number, quantity: number, buyer: string])[] = [];
  pit.onEvents = (events) => {
    for (const event of events)
      if (event.type === 'trade') trades.push([event.price, event.quantity, event.buyAccount]);
  };
  pit.run(70 * SECOND_MS, SECOND_MS, () => {});
  // At 30.5 s the bot takes 70 of the 80 at 100.50, so the recorded execution of 20 at 50 s finds 10.
  expect(seen.slice(0, 4)).toEqual([
    ['09:30:10', 140, 60],
    ['09:30:20', 110, 60],
    ['09:30:30', 110, 80],
    ['09:30:40', 110, 10],
  ]);
  expect(trades).toEqual([
    [100.5, 70, 'buyer'],
    [100.5, 10, 'replay-takers'],
  ]);
  expect(flow.tally).toMatchObject({ placed: 3, fillsWithOthers: 1, explained: 1, unexplained: 0 });
});

const sample = recordedDay();
test.skipIf(sample === undefined)('a whole day without bots is filled as recorded', async () => {
  const { messages = '', topOfBook = '' } = sample ?? {};
  const day = await readRecordedDay({ path: messages, symbol: 'AAPL' });
  expect(day.instrument).toMatchObject({ tickSize: 0.01, referencePrice: 585.62 });
  const flow = new RecordedFlow(day, sliceOf(day, 1, 1));
  const pit = new QuickPit([], 1, [], flow.market);
  flow.start(pit);
  pit.run(recordedMs(messages) + SECOND_MS, 60 * SECOND_MS, () => {});
  expect(flow.tally).toMatchObject({
    messages: 30_000,
    queueSkips: QUEUE_SKIPS,
    explained: 0,
    unexplained: 0,
  });
  const [ask = 0, asked, bid = 0, wanted] =
    readFileSync(topOfBook, 'utf8').trim().split('\n').at(-1)?.split(',').map(Number) ?? [];
  const { asks, bids } = pit.market;
  expect([asks[0], bids[0]]).toEqual([
    [ask / 10_000, asked],
    [bid / 10_000, wanted],
  ]);
});
