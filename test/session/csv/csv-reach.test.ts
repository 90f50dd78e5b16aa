/** Recovery may begin at a snapshot only if the CSV files miss no row before it. */
import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MarketEvent } from '../../../src/contract/events.ts';
import { CSV_FILES } from '../../../src/session/csv/csv-files.ts';
import { csvTablesOf, toRow, toText } from '../../../src/session/csv/csv-tables.ts';
import { hasAllRows } from '../../../src/session/csv/csv-reach.ts';
import { makeSnapshots } from '../../../src/session/journal/make-snapshots.ts';
import { startBefore } from '../../../src/session/journal/replay.ts';
import type { ReplayedExchange } from '../../../src/session/journal/replayed-exchange.ts';
import { listFiles } from '../../../src/session/journal/journal-folder.ts';
import { JournaledPit } from '../../support/journaled-pit.ts';

const session = mkdtempSync(join(tmpdir(), 'botpit-reach-'));
const pit = new JournaledPit(session, 3, 4_000).run(600);
/** At the newest snapshot. */
let exchange: ReplayedExchange;

beforeAll(() => {
  pit.end();
  makeSnapshots(session, listFiles(session, 'log').length);
  ({ exchange } = startBefore(session, Number.MAX_SAFE_INTEGER));
});
afterAll(() => rmSync(session, { recursive: true }));

function write(hasRow: (event: MarketEvent) => boolean): void {
  for (const table of csvTablesOf(pit.setup.instruments, pit.state.rules.version)) {
    const rows = pit.events.filter((event) => event.type === table.type && hasRow(event));
    const text = toText([table.columns, ...rows.map((event) => toRow(table, event))]);
    writeFileSync(join(session, table.file), text);
  }
}

const isBefore = ({ seq }: MarketEvent) => seq <= exchange.at.seq;
const isTrade = ({ type }: MarketEvent) => type === 'trade';

test('no trade since the last one in the file: nothing is missing', () => {
  expect(exchange.at.seq).toBeGreaterThan(pit.events.filter(isTrade).findLast(isBefore)?.seq ?? Infinity);
  write((event) => !isTrade(event) || isBefore(event));
  expect(hasAllRows(session, exchange)).toBe(true);
});

test('one trade is missing', () => {
  const last = pit.events.filter(isTrade).findLast(isBefore);
  write((event) => !isTrade(event) || (isBefore(event) && event !== last));
  expect(hasAllRows(session, exchange)).toBe(false);
});

test('half a row at the end does not count, and stays in the file', () => {
  write((event) => !isTrade(event) || isBefore(event));
  const path = join(session, 'trades.csv');
  appendFileSync(path, '999999,17647');
  const { size } = statSync(path);
  expect(hasAllRows(session, exchange)).toBe(true);
  expect(statSync(path).size).toBe(size);
});

test('positions are missing', () => {
  write((event) => isTrade(event) || event.seq < exchange.at.seq / 2);
  expect(hasAllRows(session, exchange)).toBe(false);
});

test('there are no files', () => {
  for (const file of CSV_FILES) rmSync(join(session, file));
  expect(hasAllRows(session, exchange)).toBe(false);
});
