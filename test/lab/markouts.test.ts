/** A run in a thin book: the lab, the export of its journal and the bot's strategy see the same markouts. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import papaparse from 'papaparse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MarketEvent } from '../../src/contract/events.ts';
import { LAB_ACCOUNT } from '../../src/contract/lab.ts';
import { MARKOUT_SECONDS } from '../../src/contract/markouts.ts';
import { midOf } from '../../src/contract/mid-price.ts';
import { Replica } from '../../src/contract/replica.ts';
import type { Context, Intents, Markout, StrategyClass } from '../../src/contract/strategy.ts';
import { WARM_UP_MS } from '../../src/lab/epoch.ts';
import { measure, type RunResult } from '../../src/lab/measure.ts';
import { QuickPit } from '../../src/quick-pit/quick-pit.ts';
import type { ExportFormat } from '../../src/session/csv/csv-files.ts';
import { writeEvents } from '../../src/workers/export-events/write-events.ts';

const [BASIS_POINTS, MILLION, MINUTES] = [10_000, 1_000_000, 20];
const SECOND = MILLION;
const NAMES = [LAB_ACCOUNT, 'other', 'third'];

let folder: string;
let run: RunResult;
/** What the strategy reads at its last look. */
let read: readonly Markout[] = [];
/** Rows of fills.csv of the lab's account. */
let rows: readonly Readonly<Record<string, string>>[];
let events: readonly MarketEvent[];

/** Quotes now and then, crosses now and then, and often leaves a side of the book empty. */
class Thin {
  readonly everyMs = 500;
  nextOrder({ random, market, pnl, account }: Context): Intents {
    if (account === LAB_ACCOUNT) read = pnl.markouts;
    const chance = random();
    if (chance < 0.5) return { type: 'cancelAll' };
    const { mark } = market;
    const away = mark * (random() * 0.002 - 0.0005);
    const quantity = 0.01 * (1 + Math.floor(random() * 5));
    if (chance < 0.75) return { type: 'place', side: 'buy', price: market.roundPrice(mark - away), quantity };
    return { type: 'place', side: 'sell', price: market.roundPrice(mark + away), quantity };
  }
}

/** The lab's account buys the whole book. */
function trade(pit: QuickPit): void {
  for (const account of NAMES) pit.request(account, { type: 'cancel_all' });
  const [symbol = ''] = pit.seatOf(LAB_ACCOUNT).symbols;
  const { markPrice: price } = pit.market;
  const order = {
    type: 'place_order',
    clientOrderId: 'last',
    orderType: 'limit',
    symbol,
    price,
    quantity: 0.01,
  } as const;
  pit.request('other', { ...order, side: 'sell' });
  pit.request(LAB_ACCOUNT, { ...order, side: 'buy' });
}

async function exported(format: ExportFormat): Promise<string> {
  const file = join(folder, format);
  const { signal } = new AbortController();
  await writeEvents({ session: join(folder, 'run'), file, format, signal, onProgress: () => {} });
  return readFileSync(file, 'utf8').trimEnd();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'botpit-markouts-'));
  const strategy = Thin as unknown as StrategyClass;
  const bots = NAMES.map((name) => ({ name, strategy }));
  const endMs = WARM_UP_MS + MINUTES * 60_000;
  const pit = new QuickPit(bots, 3, [], { record: join(folder, 'run') });
  pit.plan(endMs - 1_000, () => trade(pit));
  run = measure(pit, { seed: 3, minutes: MINUTES, flatten: false, errors: [], onSecond: () => {} });
  const all = papaparse.parse<Record<string, string>>(await exported('fills'), { header: true }).data;
  rows = all.filter((row) => row['account'] === LAB_ACCOUNT);
  events = (await exported('events')).split('\n').map((line) => JSON.parse(line) as MarketEvent);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Markouts of a row, one for each horizon. Null: the cell is empty. */
const cellsOf = (row: Readonly<Record<string, string>>) =>
  MARKOUT_SECONDS.map((seconds) => {
    const cell = row[`markout${seconds}s`];
    return cell === '' ? null : Number(cell);
  });

/** A figure without the residue of its computation. */
const rounded = (value: number | null) => value && Math.round(value * MILLION) / MILLION;

/** Mid prices of the stream, each with its time. Undefined: a side is empty. */
function midsOf(all: readonly MarketEvent[]): readonly { readonly time: number; readonly mid?: number }[] {
  const replica = new Replica();
  return all.map((event) => {
    replica.follow([event], false);
    const [market] = replica.markets.values();
    const mid = market && midOf(market);
    return { time: event.time, ...(mid !== undefined && { mid }) };
  });
}

test('fills.csv has the newest mid price at or before each moment of the stream', () => {
  const mids = midsOf(events);
  const end = events.at(-1)?.time ?? 0;
  const emptyAt = new Map<number, number>();
  for (const row of rows) {
    const [time, price] = [Number(row['time']), Number(row['price'])];
    const expected = MARKOUT_SECONDS.map((seconds) => {
      const moment = time + seconds * SECOND;
      const before = mids.filter((one) => one.time <= moment);
      if (before.at(-1)?.mid === undefined) emptyAt.set(seconds, (emptyAt.get(seconds) ?? 0) + 1);
      const mid = before.findLast((one) => one.mid !== undefined)?.mid;
      if (moment > end || mid === undefined) return null;
      return row['side'] === 'buy' ? mid - price : price - mid;
    });
    expect(cellsOf(row).map(rounded)).toEqual(expected.map(rounded));
  }
  expect(rows.length).toBeGreaterThan(100);
  expect(Number(rows.at(-1)?.['time']) + SECOND).toBe(end);
  for (const seconds of MARKOUT_SECONDS) expect(emptyAt.get(seconds)).toBeGreaterThan(20);
});

test('the lab has the same markouts, in basis points', () => {
  const points = rows.map((row) =>
    cellsOf(row).map((cell) => rounded(cell && (cell * BASIS_POINTS) / Number(row['price']))),
  );
  const lab = run.fillRows.map((values) => values.slice(-MARKOUT_SECONDS.length) as (number | null)[]);
  expect(lab.map((values) => values.map(rounded))).toEqual(points);
});

test('context.pnl sums the markouts of the fills that are old enough', () => {
  for (const [horizon, { seconds, fills, perUnit, money }] of read.entries()) {
    const known = rows.slice(0, fills);
    const quantity = known.reduce((sum, row) => sum + Number(row['quantity']), 0);
    const worth = known.reduce(
      (sum, row) => sum + Number(row['quantity']) * (cellsOf(row)[horizon] ?? NaN),
      0,
    );
    expect(seconds).toBe(MARKOUT_SECONDS[horizon]);
    expect(fills).toBeGreaterThan(50);
    expect(money).toBeCloseTo(worth, 6);
    expect(perUnit).toBeCloseTo(worth / quantity, 6);
  }
  expect(read).toHaveLength(MARKOUT_SECONDS.length);
});
