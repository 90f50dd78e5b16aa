/**
 * The code of `npm run bench -- saves`: the time until a saved strategy trades, and the bot's memory after many saves.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bench, type Arrivals } from '../../../test/support/workers.ts';
import type { MarketEvent } from '../../../src/contract/events.ts';

const KB_PER_MB = 1_024;
/** Characters of a number in the table, with its comma. */
const NUMBER_CHARS = 8;
const BASE_PRICE = 40_000;

export interface SavesOptions {
  readonly saves: number;
  /** Size of a table in the strategy's source, in MB. */
  readonly tableMb: number;
  readonly onStep: (what: string) => void;
}

/** @returns the report, line by line */
export async function runSavesBench({ saves, tableMb, onStep }: SavesOptions): Promise<readonly string[]> {
  const bench = new Bench();
  try {
    const { orders, events } = await bench.open();
    const { relay = 0 } = await bench.relay(events).ready();
    const stream = await bench.events(relay);
    const path = join(bench.folder, 'saved.ts');
    writeFileSync(path, strategy(0, tableMb));
    const urls = ['--relay', `ws://127.0.0.1:${relay}`, '--orders', `ws://127.0.0.1:${orders}`];
    const bot = bench.worker('bot', path, ...urls);
    await traded(stream, 0);
    const memory = [memoryMb(bot.process.pid ?? 0)];
    const times: number[] = [];
    for (let save = 1; save <= saves; save += 1) {
      const before = performance.now();
      writeFileSync(path, strategy(save, tableMb));
      await traded(stream, save);
      times.push(performance.now() - before);
      memory.push(memoryMb(bot.process.pid ?? 0));
      if (save % 20 === 0) onStep(`${save} saves`);
    }
    return report(times, memory, tableMb);
  } finally {
    await bench.end();
  }
}

function strategy(save: number, tableMb: number): string {
  const count = Math.round((tableMb * 1e6) / NUMBER_CHARS);
  const table = Array.from({ length: count }, (_, index) =>
    String(1e6 + ((index * 7 + save) % 9e6)).padStart(7),
  );
  return [
    `const table = [${table.join(',')}];`,
    'export default class {',
    '  nextOrder({ orders }) {',
    '    if (orders.length > 0 || table.length === 0) return;',
    `    return { type: 'place', side: 'buy', quantity: 0.001, price: ${BASE_PRICE + save} };`,
    '  }',
    '}',
  ].join('\n');
}

/** Resolves when the order of this version is in the book. */
async function traded(stream: Arrivals<MarketEvent>, save: number): Promise<void> {
  await stream.next(
    (event) =>
      event.type === 'book_update' &&
      event.bids.some(([price, left]) => price === BASE_PRICE + save && left > 0),
  );
}

/** Resident memory of a process and its children, which only Linux reports. */
function memoryMb(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return [String(pid), ...children].reduce((sum, each) => sum + residentMb(each), 0);
}

/** Resident memory of a process in MB. The process may end meanwhile. */
function residentMb(pid: string): number {
  try {
    const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / KB_PER_MB;
  } catch {
    return 0;
  }
}

function report(times: readonly number[], memory: readonly number[], tableMb: number): readonly string[] {
  const sorted = times.toSorted((one, other) => one - other);
  const [median = 0, max = 0] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  const rows = memory
    .map((megabytes, save) => `  after ${String(save).padStart(4)} saves  ${megabytes.toFixed(0)} MB`)
    .filter((_, save) => save === 0 || save === 1 || save % 25 === 0);
  return [
    `a strategy with a table of ${tableMb} MB, node ${process.version}: ${times.length} saves`,
    `  from the save to the new version's order in the book: median ${median.toFixed(0)} ms, at most ${max.toFixed(0)} ms`,
    '  memory of the bot, all its processes together:',
    ...rows,
  ];
}
