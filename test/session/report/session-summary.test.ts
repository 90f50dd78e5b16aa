import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readFills } from '../../../src/session/report/account-fills.ts';
import { gridValues, linesChart } from '../../../src/session/report/report-chart.ts';
import { reportPage } from '../../../src/session/report/report-page.ts';
import { summarizeSession } from '../../../src/session/report/session-summary.ts';
import { summaryCsv } from '../../../src/session/report/summary-csv.ts';

const START = Date.parse('2026-11-29T12:00:00Z') * 1_000;
const MINUTE = 60_000_000;
const HEAD = 'seq,time,account,symbol,realizedPnl,unrealizedPnl,feesPaid,equity';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'botpit-report-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(rows: readonly string[], tape: readonly string[] = [], end = '\r\n'): void {
  writeFileSync(join(folder, 'performance.csv'), [HEAD, ...rows].join('\r\n') + end);
  const trades = ['seq,time,price,quantity,buyAccount,sellAccount', ...tape];
  writeFileSync(join(folder, 'trades.csv'), `${trades.join('\r\n')}\r\n`);
}

const watch = { signal: new AbortController().signal, onProgress: () => {} };
const row = (minute: number, account: string, pnl: number, fees: number) =>
  [1, START + minute * MINUTE, account, 'BTC-USD', pnl, 0, fees, 1_000 + pnl - fees].join(',');

test('accounts are ranked by PnL after fees, a crowd counts as one without a rank', async () => {
  const rows = [row(0, 'ada', 0, 0), row(1, 'ada', 20, 1), row(1, 'eve', 30, 20), row(1, 'crowd.n-1', 90, 0)];
  write(rows, ['2,1,100,2,ada,eve', '3,1,100,1,ada,crowd.n-1']);
  const { accounts, trades, from, until } = await summarizeSession(folder, watch);
  expect(accounts.map(({ rank, account, netPnl }) => [rank, account, netPnl])).toEqual([
    [1, 'ada', 19],
    [2, 'eve', 10],
    [null, 'crowd', 90],
  ]);
  expect([trades, from, until]).toEqual([2, START, START + MINUTE]);
  expect(accounts[0]).toMatchObject({ netPnlPercent: 1.9, feesPaid: 1, trades: 2, turnover: 300 });
});

test('drawdown is the deepest fall from a peak; Sharpe has six whole minutes, and counts those at rest', async () => {
  const all = [0, 50, 10, 10, 30, 25, 40, 99].map((pnl, minute) => row(minute, 'ada', pnl, 0));
  const rows = all.filter((_, minute) => minute !== 3);
  write(rows);
  const { accounts } = await summarizeSession(folder, watch);
  expect(accounts[0]?.maxDrawdown).toBe(40);
  // The session ends within the last minute, whose change does not count.
  const changes = [50, -40, 0, 20, -5, 15];
  const mean = 40 / 6;
  const deviation = Math.sqrt(changes.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 5);
  expect(accounts[0]?.sharpe).toBeCloseTo((mean / deviation) * Math.sqrt(60), 10);
  write(rows.slice(0, -1));
  expect((await summarizeSession(folder, watch)).accounts[0]?.sharpe).toBeNull();
});

test('a row that is half written does not count', async () => {
  write([row(0, 'ada', 5, 0), '2,17'], [], '');
  expect((await summarizeSession(folder, watch)).accounts.map(({ netPnl }) => netPnl)).toEqual([5]);
});

test('a long session keeps the shape of its equity in few samples', async () => {
  const rows = Array.from({ length: 5_000 }, (_, index) => row(index / 10, 'ada', index, 0));
  write(rows);
  const samples = (await summarizeSession(folder, watch)).accounts[0]?.samples ?? [];
  expect(samples.length).toBeLessThanOrEqual(720);
  expect(samples.length).toBeGreaterThan(300);
  expect(samples.at(-1)?.equity).toBe(1_000 + 4_999);
});

test('the summary has ISO times, the report every account and no markup of a name', async () => {
  write([row(0, 'ada', 0, 0), row(1, 'ada', 20, 1)]);
  const summary = await summarizeSession(folder, watch);
  const lines = summaryCsv(summary).split('\r\n');
  expect(lines[0]).toMatch(/^rank,account,netPnl,netPnlPercent,/);
  expect(lines[1]).toMatch(/^1,ada,19,1\.9,.*,2026-11-29T12:00:00\.000Z,2026-11-29T12:01:00\.000Z$/);
  const page = reportPage({ ...summary, session: '<script>' }, []);
  expect(page).not.toContain('<script>');
  expect(page).toContain('<strong>ada</strong> is first with a PnL of +19.00.');
});

test('the lines of a chart stretch to the width of the page, and its labels do not', () => {
  const samples = [0, 1, 2].map((at) => ({ time: at * 1_000_000, equity: 100 + 10 * at }));
  const chart = linesChart([{ name: 'ada', slot: 0, samples }], 'Equity over time');
  expect(chart).toContain('preserveAspectRatio="none"');
  expect(chart).not.toContain('<text');
  const values = [...chart.matchAll(/class="value" style="top:([\d.]+)%">(\d+)</g)];
  expect(values.map(([, top, value]) => [value, top])).toEqual([
    ['100', '100.0'],
    ['105', '75.0'],
    ['110', '50.0'],
    ['115', '25.0'],
    ['120', '0.0'],
  ]);
});

test('markouts are weighted by turnover, and those of a crowd are one', async () => {
  const head = 'account,price,quantity,liquidity,markout1s,markout10s,markout60s';
  const rows = [
    'ada,100,3,maker,1,2,',
    'ada,100,1,taker,-1,,',
    'crowd.n-1,100,1,taker,1,1,1',
    'crowd.n-2,100,1,taker,3,1,1',
  ];
  const file = join(folder, 'fills.csv');
  writeFileSync(file, `${[head, ...rows].join('\r\n')}\r\n`);
  expect(await readFills(file, { signal: watch.signal, onBytes: () => {} })).toEqual([
    { account: 'ada', fills: 2, makerShare: 0.5, markouts: [50, 200, null] },
    { account: 'crowd', fills: 2, makerShare: 0, markouts: [200, 100, 100] },
  ]);
});

test.each([
  [99_670.92, 101_988.34, [100_000, 100_500, 101_000, 101_500]],
  [-329.08, 0, [-300, -200, -100, 0]],
  [-0.3, 0.01, [-0.3, -0.2, -0.1, 0]],
  [5, 5, [5]],
])('the grid from %d to %d has round values', (low, high, values) => {
  expect(gridValues(low, high)).toEqual(values);
});

test('an empty session has words for the user', async () => {
  await expect(summarizeSession(folder, watch)).rejects.toThrow('The session has no CSV files yet');
  write([]);
  await expect(summarizeSession(folder, watch)).rejects.toThrow('performance.csv has no rows yet');
});
