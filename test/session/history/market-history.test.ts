/** The stores of the history service: candles, trades, fills, and their bounds. */
import { expect, test } from 'vitest';
import { BarSeries } from '../../../src/contract/bars.ts';
import { unpackColumns } from '../../../src/contract/depth-columns.ts';
import { DEPTH_MARKETS_MAX } from '../../../src/contract/depth-tier.ts';
import type { Trade } from '../../../src/contract/events.ts';
import { parseHistory } from '../../../src/contract/history.ts';
import { DEFAULT_INSTRUMENT } from '../../../src/contract/instrument.ts';
import { seededRandom } from '../../../src/contract/seeded-random.ts';
import { withoutResidue } from '../../../src/contract/decimals.ts';
import { CandleSeries } from '../../../src/session/history/candle-series.ts';
import { MarketHistory } from '../../../src/session/history/market-history.ts';
import { TradeLog } from '../../../src/session/history/trade-log.ts';
import { answer, historyPath } from '../../../src/session/history/answers.ts';
import { anExchangeStatus, tradesOf } from './some-trades.ts';

const ALL = { from: 0, to: Infinity, limit: 10_000 };

test('candles are those that a series of bars makes from the same trades, without the flat ones', () => {
  const trades = tradesOf(seededRandom(3), 2_000);
  for (const seconds of [1, 5, 60, 3_600]) {
    const [series, bars] = [new CandleSeries(seconds), new BarSeries(seconds)];
    for (const trade of trades) series.add(trade);
    bars.addAll(trades);
    const expected = bars.bars
      .filter(({ volume }) => volume > 0)
      .map(({ time, volume, ...prices }) => ({
        time: time * 1e6,
        ...prices,
        volume: withoutResidue(volume),
      }));
    expect(series.between(ALL).slice(-expected.length)).toEqual(expected);
  }
});

test('a ring of candles keeps the newest, and a span takes the newest of its own', () => {
  const series = new CandleSeries(1, 100);
  for (let second = 0; second < 250; second += 1)
    series.add({ time: second * 1e6, price: second, quantity: 1 });
  expect(series.length).toBe(100);
  expect(series.between(ALL).map(({ open }) => open)).toEqual(Array.from({ length: 100 }, (_, n) => 150 + n));
  expect(series.between({ from: 160e6, to: 170e6, limit: 3 }).map(({ open }) => open)).toEqual([
    167, 168, 169,
  ]);
});

test('trades come back as they were, and a ring keeps the newest', () => {
  const trades = tradesOf(seededRandom(4), 3_000);
  const log = new TradeLog(2_000);
  for (const trade of trades) log.add(trade);
  expect(log.between(ALL, undefined)).toEqual(trades.slice(-2_000));
  const [from, to] = [trades[1_500]?.time ?? 0, trades[1_600]?.time ?? 0];
  const inSpan = trades.filter(({ time }) => time >= from && time < to);
  expect(log.between({ ...ALL, from, to }, undefined)).toEqual(inSpan);
  const ofOne = inSpan.filter(({ symbol }) => symbol === 'ETH-USD');
  expect(log.between({ ...ALL, from, to }, 'ETH-USD')).toEqual(ofOne);
  expect(log.between(ALL, 'NONE')).toEqual([]);
});

test('fills of an account are its sides of the trades', () => {
  const log = new TradeLog();
  const trades = tradesOf(seededRandom(5), 500);
  for (const trade of trades) log.add(trade);
  const own = log.fillsOf('ann', ALL, undefined);
  const bought = trades.filter(({ buyAccount }) => buyAccount === 'ann');
  const sold = trades.filter(({ sellAccount }) => sellAccount === 'ann');
  expect(own.filter(({ side }) => side === 'buy').map(({ tradeId }) => tradeId)).toEqual(
    bought.map(({ tradeId }) => tradeId),
  );
  expect(own).toHaveLength(bought.length + sold.length);
  const [first] = trades as [Trade];
  log.add({ ...first, buyAccount: 'ann', sellAccount: 'ann', buyFee: 0.2, sellFee: -0.1 });
  const [buy, sell] = log.fillsOf('ann', ALL, undefined).slice(-2);
  expect([buy?.fee, sell?.fee, own[0]?.fee]).toEqual([0.2, -0.1, undefined]);
  expect(
    own.every(
      ({ side, liquidity, tradeId }) => (trades[tradeId - 1]?.aggressor === side) === (liquidity === 'taker'),
    ),
  ).toBe(true);
});

test('a trade counts once, and missing ones are counted', () => {
  const history = new MarketHistory({ trades: new TradeLog(100) });
  history.begin(anExchangeStatus('one', 1));
  const [first, second, , fourth] = tradesOf(seededRandom(6), 4) as [Trade, Trade, Trade, Trade];
  for (const trade of [first, second, first, second, fourth]) history.add(trade);
  expect(history.trades.length).toBe(3);
  expect(history.missing).toBe(1);
  history.begin(anExchangeStatus('two', 1));
  expect(history.trades.length).toBe(0);
  expect(history.reach).toEqual({ epoch: 'two', seq: 0, tradeId: 0 });
});

test('phases are the changes, and events of the room count once, however often checkpoints repeat them', () => {
  const history = new MarketHistory();
  const room = (...times: number[]) => ({
    roomEvents: times.map((time) => ({ time, text: `event ${time}` })),
  });
  const state = (seq: number, phase: 'continuous' | 'halted' | 'auction', symbol = 'BTC-USD') =>
    ({ type: 'market_state', seq, time: seq, symbol, phase, cause: 'operator' }) as const;
  const missing = history.begin({ ...anExchangeStatus('one', 10), ...room(3, 5) });
  for (const event of [state(11, 'halted'), state(12, 'continuous', 'ETH-USD'), state(20, 'halted')])
    history.add(event);
  history.add({ ...anExchangeStatus('one', 21), ...room(5, 21) });
  for (const event of [state(4, 'halted'), state(8, 'auction'), state(9, 'halted')]) missing.onEvent(event);
  missing.onNote({ time: 1, text: 'event 1' });
  missing.onNote({ time: 3, text: 'event 3' });
  history.addPast('another epoch', missing);
  expect(history.incidents.phases.map(({ seq }) => seq)).toEqual([11, 12]);
  history.addPast('one', missing);
  history.standAt(21);
  const ask = (path: string, query = '') =>
    answer(history, historyPath(path), new URLSearchParams(query)).body;
  const phases = [state(4, 'halted'), state(8, 'auction'), state(9, 'halted')];
  expect(ask('/v1/phases', 'symbol=BTC-USD')).toMatchObject({ phases });
  expect(ask('/v1/phases')).toMatchObject({ phases: [...phases, state(12, 'continuous', 'ETH-USD')] });
  expect(ask('/v1/room')).toMatchObject(room(1, 3, 5, 21));
});

test('events of bots are those that the pit posts, in another epoch too', () => {
  const history = new MarketHistory();
  history.begin(anExchangeStatus('one', 1));
  const ask = (query = '') => answer(history, historyPath('/v1/bots'), new URLSearchParams(query)).body;
  expect(ask()).toMatchObject({ botEvents: [] });
  const botEvents = ([3, 5] as const).map((time) => ({ time, name: 'ann', what: 'joined' as const }));
  history.noteBots(botEvents);
  expect(parseHistory('bots', JSON.stringify(ask()))).toMatchObject({ botEvents });
  expect(ask('from=4')).toMatchObject({ botEvents: botEvents.slice(1) });
  history.begin(anExchangeStatus('two', 1));
  expect(ask()).toMatchObject({ epoch: 'two', botEvents });
});

test('a span begins at `from`, ends before `to`, and has its newest items up to `limit`', () => {
  const history = new MarketHistory();
  history.begin(anExchangeStatus('one', 1));
  const seconds = [1, 2, 3, 4, 5].map((second) => second * 1e6);
  history.noteBots(seconds.map((time) => ({ time, name: 'ann', what: 'joined' })));
  history.add({ type: 'mark_price', seq: 2, time: 1, symbol: 'BTC-USD', price: 50_000 });
  for (const time of seconds) {
    history.addEquity('ann', time, time);
    history.sampleDepth(time);
  }
  const ask = <Path extends 'bots' | 'equity' | 'depth'>(path: Path, query: string) => {
    const { body } = answer(history, path, new URLSearchParams(query));
    return parseHistory(path, JSON.stringify(body));
  };
  const times = (span: string) => ({
    bots: ask('bots', span).botEvents.map(({ time }) => time / 1e6),
    equity: ask('equity', span).accounts.flatMap(({ samples }) => samples.map(([time]) => time / 1e6)),
    depth: unpackColumns(ask('depth', `symbol=BTC-USD&interval=1s&${span}`)).map(({ time }) => time / 1e6),
  });
  const each = (...found: readonly number[]) => ({ bots: found, equity: found, depth: found });
  expect(times('')).toEqual(each(1, 2, 3, 4, 5));
  expect(times('from=2000000&to=4000000')).toEqual(each(2, 3));
  expect(times('to=5000000&limit=2')).toEqual(each(3, 4));
});

test('a span of fills has its newest ones up to `limit`, also of trades with itself', () => {
  const log = new TradeLog();
  for (const trade of tradesOf(seededRandom(7), 4))
    log.add({ ...trade, buyAccount: 'ann', sellAccount: 'ann' });
  const fills = log.fillsOf('ann', ALL, undefined);
  expect(fills).toHaveLength(8);
  expect(log.fillsOf('ann', { ...ALL, limit: 3 }, undefined)).toEqual(fills.slice(-3));
});

const MISTAKES = [
  ['candles', 'interval=1m', 400, 'symbol is missing.'],
  [
    'candles',
    'symbol=BTC-USD&interval=7s',
    400,
    "interval must be one of 1s, 5s, 15s, 1m, 5m, 15m, 1h, 1d; got '7s'.",
  ],
  ['candles', 'symbol=BTC-USD&interval=1m&price=last', 400, "price must be one of trades, mid; got 'last'."],
  ['candles', 'symbol=DOGE&interval=1m', 404, "There is no instrument 'DOGE'; there are BTC-USD, ETH-USD."],
  ['trades', 'limit=0', 400, "limit must be a whole number from 1 to 10000; got '0'."],
  [
    'trades',
    'from=yesterday',
    400,
    "from must be a whole number of microseconds since the Unix epoch; got 'yesterday'.",
  ],
  ['trades', 'size=3', 400, 'trades takes no size; it takes symbol, from, to, limit.'],
  ['fills', 'token=secret', 400, 'account is missing.'],
  ['orders', '', 400, 'account is missing.'],
  ['room', 'symbol=BTC-USD', 400, 'room takes no symbol; it takes from, to, limit.'],
  [
    'ticks',
    '',
    404,
    'There is no such path; there are /v1/candles, /v1/trades, /v1/liquidations, /v1/fills, /v1/orders, /v1/equity, /v1/depth, /v1/phases, /v1/room, /v1/bots.',
  ],
] as const;

test.each(MISTAKES)(
  'a mistake in %s?%s is answered with a code and a sentence',
  (path, query, status, reason) => {
    const history = new MarketHistory();
    history.begin(anExchangeStatus('one', 1));
    const reply = answer(history, historyPath(`/v1/${path}`), new URLSearchParams(query));
    expect(reply).toMatchObject({ status, body: { reason } });
  },
);

test('an instrument without depth has its steps, and no columns', () => {
  const history = new MarketHistory();
  const symbol = 'THE-LAST';
  const others = Array.from({ length: DEPTH_MARKETS_MAX }, (_, index) => ({
    ...DEFAULT_INSTRUMENT,
    symbol: `X${index}`,
  }));
  const last = { ...DEFAULT_INSTRUMENT, symbol, tickSize: 0.25, lotSize: 2 };
  history.begin({ ...anExchangeStatus('one', 1), instruments: [...others, last] });
  const { body } = answer(history, 'depth', new URLSearchParams({ symbol, interval: '1s' }));
  const depth = parseHistory('depth', JSON.stringify(body));
  expect(depth).toMatchObject({ symbol, tickSize: 0.25, lotSize: 2, columns: [] });
  expect(unpackColumns(depth)).toEqual([]);
});
