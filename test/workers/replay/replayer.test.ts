import { describe, expect, test } from 'vitest';
import { parseMessage } from '../../../src/workers/replay/lobster-message.ts';
import { Replayer } from '../../../src/workers/replay/replayer.ts';
import { stepsOf } from '../../../src/workers/replay/steps.ts';
import { emptyTally } from '../../../src/workers/replay/tally.ts';
import { NaiveExchange } from './naive-exchange.ts';
import { AAPL } from './recorded-day.ts';

function setUp() {
  const exchange = new NaiveExchange();
  const tally = emptyTally();
  const failures: Error[] = [];
  const { replay: resting, takers } = exchange.sessions;
  const onFailure = (error: Error) => void failures.push(error);
  const replayer = new Replayer({ grid: AAPL, resting, takers, gate: exchange.gate, tally, onFailure });
  let row = 0;
  async function* messages(lines: readonly string[]) {
    for (const line of lines) yield parseMessage(line, row++);
  }
  /** Lines without their time: all at one moment. */
  const play = async (...lines: string[]) => {
    for await (const step of stepsOf(messages(lines.map((line) => `34200,${line}`)), AAPL)) {
      await replayer.apply(step);
    }
    await replayer.settle();
  };
  return { exchange, tally, failures, replayer, play };
}

describe('alone', () => {
  test('orders rest, shrink and end as in the file', async () => {
    const { exchange, tally, play } = setUp();
    await play('1,1,100,1000000,1', '1,2,50,1000000,1', '2,1,30,1000000,1', '3,2,50,1000000,1');
    expect(exchange.ofReplay()).toEqual([['1', 70]]);
    expect(tally).toMatchObject({ messages: 4, placed: 2, amended: 1, canceled: 1 });
  });

  test('executions of one moment are one incoming order, limited at its worst price', async () => {
    const { exchange, tally, play } = setUp();
    await play('1,1,100,1000000,-1', '1,2,50,1000100,-1', '4,1,100,1000000,-1', '4,2,20,1000100,-1');
    expect(exchange.requests.at(-1)).toMatchObject({
      side: 'buy',
      timeInForce: 'ioc',
      price: 100.01,
      quantity: 120,
    });
    expect(exchange.ofReplay()).toEqual([['2', 30]]);
    expect(tally).toMatchObject({ aggressors: 1, fills: 2, explained: 0, unexplained: 0 });
  });

  test('an execution that skips the queue reduces the reported order and keeps the place of the others', async () => {
    const { exchange, tally, play } = setUp();
    await play('1,1,100,1000000,1', '1,2,50,1000000,1', '4,2,20,1000000,1');
    expect(exchange.ofReplay()).toEqual([
      ['1', 100],
      ['2', 30],
    ]);
    expect(tally).toMatchObject({ aggressors: 0, fills: 0, queueSkips: [2], unexplained: 0 });
  });

  test('unknown ids mean the anonymous order at their price', async () => {
    const { exchange, tally, replayer, play } = setUp();
    await replayer.seed([{ side: 'buy', price: 1_000_000, size: 100 }]);
    await play('3,77,30,1000000,1', '4,78,10,1000000,1', '4,79,20,1000000,1', '3,80,5,990000,1');
    expect(exchange.ofReplay()).toEqual([['seed-buy-10000', 40]]);
    expect(tally).toMatchObject({ seeded: 1, aggressors: 1, fills: 1, unknownIds: 1, unexplained: 0 });
  });

  test('executions of unknown ids only are left out', async () => {
    const { exchange, tally, play } = setUp();
    await play('1,1,100,1000000,1', '4,77,10,990000,1', '4,1,20,1000000,1');
    expect(exchange.ofReplay()).toEqual([['1', 80]]);
    expect(tally).toMatchObject({ unknownIds: 1, aggressors: 1, fills: 1, unexplained: 0 });
  });

  test('an order placed twice is a mistake in the file', async () => {
    const { play } = setUp();
    await expect(play('1,1,100,1000000,1', '1,1,50,1000000,1')).rejects.toThrow(
      'line 2: order 1 rests already',
    );
  });

  test('a fill that the queue does not explain is counted as unexplained', async () => {
    const { exchange, tally, play } = setUp();
    await play('1,1,100,1000000,1', '1,2,50,1000000,1');
    exchange.resting.reverse();
    await play('4,1,20,1000000,1');
    expect(tally).toMatchObject({ explained: 0, unexplained: 1, unexplainedRows: [2] });
    expect(exchange.ofReplay()).toEqual([
      ['2', 30],
      ['1', 80],
    ]);
  });
});

describe('among other traders', () => {
  test('an aggressor that trades with another trader leaves the book as in the file', async () => {
    const { exchange, tally, play } = setUp();
    await play('1,1,100,1000000,1');
    exchange.other('buy', 100.5, 60);
    await play('4,1,100,1000000,1');
    expect(exchange.ofReplay()).toEqual([]);
    expect(tally).toMatchObject({ fills: 1, fillsWithOthers: 1, explained: 1, unexplained: 0, canceled: 1 });
  });

  test('an order that another trader took is neither cancelled nor missed', async () => {
    const { exchange, tally, play } = setUp();
    await play('1,1,100,1000000,1', '1,2,50,990000,1');
    exchange.other('sell', 100, 100);
    await play('2,1,40,1000000,1', '4,1,60,1000000,1', '3,2,50,990000,1');
    const changes = exchange.requests.filter(({ type }) => type !== 'place_order');
    expect(changes.map(({ clientOrderId }) => clientOrderId)).toEqual(['fence', '2']);
    expect(exchange.ofReplay()).toEqual([]);
    expect(tally).toMatchObject({ fillsWithOthers: 1, explained: 1, unexplained: 0 });
  });

  test('a partly taken order shrinks only when the file has less of it', async () => {
    const { exchange, play } = setUp();
    await play('1,1,100,1000000,1');
    exchange.other('sell', 100, 30);
    await play('2,1,20,1000000,1');
    expect(exchange.ofReplay()).toEqual([['1', 70]]);
    await play('2,1,50,1000000,1');
    expect(exchange.ofReplay()).toEqual([['1', 30]]);
  });

  test('a late cancel is counted', async () => {
    const { exchange, tally, failures, play } = setUp();
    await play('1,1,100,1000000,1');
    exchange.meanwhile = () => exchange.other('sell', 100, 100);
    await play('3,1,100,1000000,1');
    expect(tally).toMatchObject({ unknownOrders: 1, fillsWithOthers: 1 });
    expect(failures).toEqual([]);
  });

  test('an order raised by mistake, before its fill arrived, is still tracked', async () => {
    const { exchange, tally, play } = setUp();
    await play('1,1,100,1000000,1');
    exchange.meanwhile = () => exchange.other('sell', 100, 60);
    await play('2,1,20,1000000,1');
    expect(exchange.ofReplay()).toEqual([['1', 80]]);
    await play('4,1,80,1000000,1');
    expect(exchange.ofReplay()).toEqual([]);
    expect(tally).toMatchObject({ amended: 1, fills: 1, fillsWithOthers: 1, unexplained: 0 });
  });

  test('a trade just before an aggressor arrives is distinguished from it', async () => {
    const { exchange, tally, play } = setUp();
    await play('1,1,100,1000000,1', '1,2,100,1000000,1');
    exchange.meanwhile = () => exchange.other('sell', 100, 30);
    await play('4,1,100,1000000,1');
    expect(exchange.ofReplay()).toEqual([['2', 70]]);
    expect(tally).toMatchObject({ fills: 2, fillsWithOthers: 1, explained: 1, unexplained: 0 });
  });

  test('a fill that arrives after the reply still counts for its order', async () => {
    const { exchange, tally, play } = setUp();
    await play('1,1,100,1000000,1');
    exchange.isReplaySlow = true;
    exchange.meanwhile = () => exchange.other('sell', 100, 100);
    await play('4,1,100,1000000,1');
    expect(tally).toMatchObject({
      aggressors: 1,
      fills: 0,
      fillsWithOthers: 1,
      explained: 1,
      unexplained: 0,
    });
  });

  test("a new order that meets another trader's quote is filled by it", async () => {
    const { exchange, tally, play } = setUp();
    exchange.other('sell', 99, 40);
    await play('1,1,100,1000000,1', '4,1,100,1000000,1');
    expect(exchange.ofReplay()).toEqual([]);
    expect(tally).toMatchObject({ fillsWithOthers: 1, fills: 1, explained: 1, unexplained: 0 });
  });
});

describe('rejected by the exchange', () => {
  test('for lack of margin: names the account and a sufficient deposit', async () => {
    const { exchange, failures, play } = setUp();
    exchange.refusal = { code: 'INSUFFICIENT_MARGIN', reason: 'Equity 100 does not cover 500.' };
    await play('1,1,100,1000000,1');
    expect(failures.map(({ message }) => message)).toEqual([
      'replay: INSUFFICIENT_MARGIN: Equity 100 does not cover 500. Configure the exchange with ' +
        '"accounts": {"replay": {"deposit": 100000}}, as resources/aapl.json does.',
    ]);
  });

  test('out of band: continues without the order and counts it', async () => {
    const { exchange, tally, failures, play } = setUp();
    exchange.refusal = { code: 'PRICE_OUT_OF_BAND', reason: 'too far' };
    await play('1,1,100,1000000,1');
    await play('3,1,100,1000000,1');
    expect(failures).toEqual([]);
    expect(tally.rejected).toEqual({ PRICE_OUT_OF_BAND: 1 });
    expect(exchange.requests).toHaveLength(1);
  });
});

test('an aggressor that misses a rejected order is explained', async () => {
  const { exchange, tally, play } = setUp();
  const refusal = { code: 'PRICE_OUT_OF_BAND', reason: 'too far' } as const;
  exchange.refusal = refusal;
  await play('1,1,100,1000000,1');
  exchange.refusal = undefined;
  await play('1,2,100,1000000,1', '4,1,100,1000000,1', '4,2,100,1000000,1');
  expect(tally).toMatchObject({ aggressors: 1, fills: 1, explained: 1, unexplained: 0 });
  await play('1,3,100,1000000,1');
  exchange.refusal = refusal;
  await play('4,3,100,1000000,1');
  expect(tally).toMatchObject({ aggressors: 2, explained: 2, unexplained: 0 });
});

test('a price off the grid names the tick size to configure', () => {
  expect(() => AAPL.ticks(5_856_150, 'line 3')).toThrow(
    "line 3: price 585.615 is not a multiple of AAPL's tickSize 0.01; configure tickSize 0.0001",
  );
});
