import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  exportAll,
  exportEvents,
  exportFills,
  exportOrders,
  exportOne,
  exportReport,
  type ExportContext,
} from '../../src/main/export-command.ts';
import { ExportRunner } from '../../src/main/export-runner.ts';

const SESSION = '2026-11-23T09-30-00';
const FILES = ['performance-summary.csv', 'performance.csv', 'trades.csv'];
const ROWS = 'seq,time,account,equity\r\n1,1795426200000000,ada,50000\r\n';

let folder: string;
let chosen: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'botpit-export-'));
  chosen = join(folder, 'chosen');
  said = [];
  mkdirSync(chosen);
  mkdirSync(join(folder, SESSION));
  for (const name of ['trades.csv', 'performance.csv']) writeFileSync(join(folder, SESSION, name), ROWS);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A user who accepts the suggested name. */
function context(sessionFolder: string | null, mayOverwrite = false): ExportContext {
  return {
    pit: {
      state: { phase: 'stopped', processes: [], ...(sessionFolder !== null && { sessionFolder }) },
      flush: () => Promise.resolve(),
    },
    dialogs: {
      exportFile: (start, _file, name) => Promise.resolve(join(start, name)),
      exportFolder: (start) => Promise.resolve(start),
      exported: async (message, _detail, paths) => void said.push(message, ...paths),
      mayOverwrite: () => Promise.resolve(mayOverwrite),
      problem: async (message, detail) => void said.push(message, detail),
    },
    runner: new ExportRunner(() => {}),
    writeEvents: async (session, file) => writeFileSync(file, `events of ${session}`),
    startFolder: chosen,
  };
}

test('one file is named after its session, and its place is reported', async () => {
  await exportOne(context(join(folder, SESSION)), 'trades.csv');
  expect(said).toEqual(['trades.csv is exported.', join(chosen, `trades-${SESSION}.csv`)]);
  expect(readdirSync(chosen)).toEqual([`trades-${SESSION}.csv`]);
});

test('events are written from the journal, and named after their session', async () => {
  await exportEvents(context(join(folder, SESSION)));
  const file = join(chosen, `events-${SESSION}.jsonl`);
  expect(said).toEqual(['events.jsonl is exported.', file]);
  expect(readFileSync(file, 'utf8')).toBe(`events of ${join(folder, SESSION)}`);
});

test('orders and fills are made from the journal too', async () => {
  const formats: string[] = [];
  const writeEvents: ExportContext['writeEvents'] = async (_session, file, _watch, format) => {
    formats.push(format);
    writeFileSync(file, 'rows');
  };
  await exportOrders({ ...context(join(folder, SESSION)), writeEvents });
  await exportFills({ ...context(join(folder, SESSION)), writeEvents });
  expect(formats).toEqual(['orders', 'fills']);
  expect(readdirSync(chosen).toSorted()).toEqual([`fills-${SESSION}.csv`, `orders-${SESSION}.csv`]);
});

test('a cancelled export ends without a message', async () => {
  const runner = new ExportRunner(() => {});
  const writeEvents: ExportContext['writeEvents'] = async (_session, _file, { signal }) => {
    runner.cancel();
    signal.throwIfAborted();
  };
  await exportEvents({ ...context(join(folder, SESSION)), writeEvents, runner });
  expect(said).toEqual([]);
});

test('all CSV files keep their names, and their place is reported', async () => {
  await exportAll(context(join(folder, SESSION)));
  expect(said[0]).toBe('3 files are exported.');
  expect(readdirSync(chosen).toSorted()).toEqual(FILES);
  expect(readFileSync(join(chosen, 'performance-summary.csv'), 'utf8')).toContain('ada');
});

const FILL = 'account,price,quantity,liquidity,markout1s,markout10s,markout60s';

test('a report names its session, its accounts and their markouts', async () => {
  const writeEvents: ExportContext['writeEvents'] = async (_session, file, _watch, format) =>
    writeFileSync(file, format === 'fills' ? `${FILL}\r\nada,100,2,maker,0.5,-1,\r\n` : '');
  await exportReport({ ...context(join(folder, SESSION)), writeEvents });
  const file = join(chosen, `report-${SESSION}.html`);
  expect(said).toEqual(['The report is written.', file]);
  const page = readFileSync(file, 'utf8');
  expect(page).toContain(`Session ${SESSION}`);
  expect(page).toContain('<strong>ada</strong> is first');
  const cells = ['1', '100 %', '<span class="up">+50.00</span>', '<span class="down">−100.00</span>', '–'];
  expect(page).toContain(cells.map((cell) => `<td>${cell}</td>`).join(''));
});

test('a report whose fills cannot be read has the rest, and the reason', async () => {
  const writeEvents = () => Promise.reject(new Error('the journal is damaged'));
  await exportReport({ ...context(join(folder, SESSION)), writeEvents });
  const page = readFileSync(join(chosen, `report-${SESSION}.html`), 'utf8');
  expect(page).toContain('<strong>ada</strong> is first');
  expect(page).toContain('The fills could not be read: the journal is damaged');
});

test('they replace no file that the user wants to keep', async () => {
  writeFileSync(join(chosen, 'trades.csv'), 'mine');
  await exportAll(context(join(folder, SESSION)));
  expect(said).toEqual([]);
  await exportAll(context(join(folder, SESSION), true));
  expect(said[0]).toBe('3 files are exported.');
});

test('without a session no dialog opens', async () => {
  const nothing = ['The export did not work.', 'There is no session yet: start the pit first.'];
  await exportOne(context(null), 'trades.csv');
  await exportAll(context(null));
  await exportEvents(context(null));
  expect(said).toEqual([...nothing, ...nothing, ...nothing]);
});

test('an error is reported, and nothing else', async () => {
  writeFileSync(join(folder, SESSION, 'performance.csv'), 'seq\r\n');
  await exportAll(context(join(folder, SESSION)));
  expect(said).toEqual([
    'The export did not work.',
    'performance.csv has no rows yet: nothing has happened in this session.',
  ]);
});
