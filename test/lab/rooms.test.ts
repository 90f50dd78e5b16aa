/** Sentences and tables: of several rooms, of a sweep, of the runs that the app opens. */
import { expect, test } from 'vitest';
import { LAB_INTERVALS_NOTE, LAB_PROFIT } from '../../src/contract/lab.ts';
import type { Report } from '../../src/lab/comparison.ts';
import { heatmap } from '../../src/lab/heatmap.ts';
import { METRICS } from '../../src/lab/metrics.ts';
import { OrderLedger } from '../../src/lab/order-ledger.ts';
import { pageOf } from '../../src/lab/page.ts';
import { roomsPage } from '../../src/lab/rooms-page.ts';
import { roomSentences, roomTable } from '../../src/lab/rooms.ts';
import { tableOf } from '../../src/lab/table.ts';
import { runResult } from '../support/run-result.ts';

const aloneRows = ({ rows }: Report): Report['rows'] =>
  rows.map((row) => ({ ...row, estimates: row.estimates.slice(0, 1), differences: [] }));

const variant = (letter: string) => ({ letter, label: letter, path: '', className: undefined, params: [] });

function reportOf(mean: number, p: number): Report {
  const metric = METRICS.find(({ key }) => key === 'pnl')!;
  const interval = { mean, low: mean - 1, high: mean + 1 };
  const difference = { ...interval, correlation: 0, p, seedsNeeded: 10 };
  const rows = [{ metric, estimates: [interval, interval], differences: [difference] }];
  return { sentences: [], variants: [variant('a'), variant('b')], rows, runs: [] };
}

test('rooms: one sentence says where it is better and where it is worse', () => {
  const rooms = [
    { room: 'calm', report: reportOf(5, 0.001) },
    { room: 'toxic', report: reportOf(-4, 0.001) },
    { room: 'thin', report: reportOf(1, 0.03) },
  ];
  expect(roomSentences(rooms)).toEqual([
    'Against a, b (b) is better in calm (+5.00 [4.00, 6.00]), thin (+1.00 [0.00, 2.00]); worse in toxic (−4.00 [−5.00, −3.00]).',
  ]);
  expect(roomTable(rooms).map(([room, , , difference]) => [room, difference])).toEqual([
    [LAB_PROFIT, 'b − a'],
    ['calm', '+5.00 [4.00, 6.00]'],
    ['toxic', '−4.00 [−5.00, −3.00]'],
    ['thin', '+1.00 [0.00, 2.00]'],
  ]);
});

test('rooms: the sentence holds at the confidence of --until', () => {
  const rooms = ['calm', 'toxic'].map((room) => ({ room, report: reportOf(1, 0.02), alpha: 0.01 }));
  expect(roomSentences(rooms)[0]).toContain('b (b) is no different, as far as can be seen, in calm (');
});

test('rooms: each has its number of seeds, and in a sweep the variant that it chose', () => {
  const seeds = (count: number) => [Array.from({ length: count }, (_, seed) => runResult({ seed }))];
  const first = { ...reportOf(5, 0.001), runs: seeds(20) };
  const rooms = [
    { room: 'calm', report: first },
    { room: 'toxic', report: { ...first, variants: [variant('a'), variant('c')], runs: seeds(30) } },
    { room: 'thin', report: { ...first, variants: [variant('a')], rows: aloneRows(first), runs: seeds(40) } },
  ];
  expect(roomTable(rooms.slice(0, 1))[0]).toEqual([LAB_PROFIT, 'a', 'b', 'b − a', 'seeds']);
  expect(roomTable(rooms).map((cells) => cells.slice(3))).toEqual([
    ['chosen − a', 'seeds', 'chosen'],
    ['+5.00 [4.00, 6.00]', '20', 'b (b)'],
    ['+5.00 [4.00, 6.00]', '30', 'c (c)'],
    ['–', '40', 'a (a)'],
  ]);
  expect(roomSentences(rooms)).toEqual([
    'Against a, the variant that each room chose is better in calm (b (b): +5.00 [4.00, 6.00]), toxic (c (c): +5.00 [4.00, 6.00]); a itself in thin.',
  ]);
  expect(roomsPage(rooms, [], '')).toContain('<p>a: a · b: b · c: c</p>');
});

test('rooms: the page of all leads to the report of each', () => {
  const rooms = ['calm', 'my <room>'].map((room) => ({ room, report: reportOf(-5, 0.001) }));
  const page = roomsPage(rooms, ['6 seeds × 2 minutes'], 'npm run lab -- a.ts b.ts --rooms calm');
  expect(page).toContain('<a href="calm/report.html">calm</a></td><td>−5.00 [−6.00, −4.00]</td>');
  expect(page).toContain('href="my%20%3Croom%3E/report.html"');
  expect(page).not.toContain('<room>');
  for (const text of [
    'Against a, b (b) is worse in calm',
    '6 seeds × 2 minutes.',
    'npm run lab -- a.ts b.ts --rooms calm',
  ])
    expect(page).toContain(text);
});

test('rooms: what one of three finds by chance is no finding', () => {
  const rooms = ['calm', 'toxic', 'thin'].map((room, index) => ({
    room,
    report: reportOf(1, index === 0 ? 0.04 : 0.5),
  }));
  expect(roomSentences(rooms)[0]).toMatch(
    /^Against a, b \(b\) is no different, as far as can be seen, in calm/,
  );
});

test('a heatmap has a row and a column for each value', () => {
  const points = ['1', '2'].flatMap((x) =>
    ['<low>', 'high'].map((y) => ({ params: ['size=1', `x=${x}`, `y=${y}`], pnl: Number(x) })),
  );
  const page = heatmap(points);
  expect(page.match(/<td style/g)).toHaveLength(4);
  expect(page).toContain('y ↓ x →');
  expect(page).not.toContain('<low>');
});

test('a heatmap of three parameters is left out', () => {
  const points = ['1', '2'].map((v) => ({ params: [`x=${v}`, `y=${v}`, `z=${v}`], pnl: 1 }));
  expect(heatmap(points)).toBe('');
});

test('the queue ahead of all orders, and of those that fill', () => {
  const ledger = new OrderLedger();
  const accepted = (orderId: number, queueAhead?: number) =>
    ledger.replied({
      type: 'order_accepted',
      clientOrderId: String(orderId),
      orderId,
      symbol: 'X',
      side: 'buy',
      orderType: 'limit',
      quantity: 4,
      queueAhead,
      time: 0,
    });
  accepted(1, 10);
  accepted(2, 2);
  accepted(3);
  ledger.replied({
    type: 'fill',
    clientOrderId: '2',
    orderId: 2,
    tradeId: 1,
    symbol: 'X',
    side: 'buy',
    price: 1,
    quantity: 3,
    remainingQuantity: 1,
    liquidity: 'maker',
    fee: 0,
    time: 0,
  });
  expect([ledger.queuePlaced, ledger.queueFilled, ledger.fillRatio]).toEqual([6, 2, 0.25]);
  const amended = (quantity: number, queueAhead?: number) =>
    ledger.replied({
      type: 'order_amended',
      clientOrderId: '2',
      orderId: 2,
      quantity,
      keptPriority: queueAhead === undefined,
      queueAhead,
      time: 0,
    });
  amended(9, 7);
  expect([ledger.queueFilled, ledger.fillRatio]).toEqual([7, 3 / 20]);
  amended(0.5);
  expect([ledger.queueFilled, ledger.fillRatio]).toEqual([7, 3 / 11.5]);
});

test('the filled share of an order that is raised again and again stays below 1', () => {
  const ledger = new OrderLedger();
  const common = { clientOrderId: '1', orderId: 1, time: 0 } as const;
  const order = { ...common, symbol: 'X', side: 'buy' } as const;
  ledger.replied({ type: 'order_accepted', ...order, orderType: 'limit', quantity: 1 });
  for (let tradeId = 1; tradeId <= 5; tradeId += 1) {
    const fill = { tradeId, price: 1, quantity: 0.5, remainingQuantity: 0.5, fee: 0 } as const;
    ledger.replied({ type: 'fill', ...order, ...fill, liquidity: 'maker' });
    ledger.replied({ type: 'order_amended', ...common, quantity: 1, keptPriority: false });
  }
  expect(ledger.fillRatio).toBe(2.5 / 3.5);
});

test('below a comparison, table and page say once that only the sentence is a test', () => {
  const both = reportOf(5, 0.001);
  const alone = { ...both, variants: both.variants.slice(0, 1), rows: aloneRows(both) };
  const count = ({ variants, rows }: Report) =>
    tableOf(variants, rows).filter((line) => line === LAB_INTERVALS_NOTE).length;
  expect([both, alone].map(count)).toEqual([1, 0]);
  const page = (report: Report) =>
    pageOf({ title: '', setting: [], command: '', open: '', saved: [], ...report });
  expect([both, alone].map((report) => page(report).split(LAB_INTERVALS_NOTE).length - 1)).toEqual([1, 0]);
});

test('rows of money and of quantities name their unit, or are parts of a row that does', () => {
  const rows = METRICS.map(({ key, label }) => [key, label] as const);
  const unitOf = (key: string) => {
    const at = rows.findIndex(([each]) => each === key);
    const named = rows.slice(0, at + 1).findLast(([, label]) => !label.startsWith(' '));
    return named?.[1].split(', ')[1];
  };
  for (const key of ['pnl', 'spreadEarned', 'liquidation', 'maxDrawdown', 'exposure'])
    expect(unitOf(key)).toBe('quote currency');
  for (const key of ['queuePlaced', 'queueFilled', 'meanPosition']) expect(unitOf(key)).toBe('units');
});
