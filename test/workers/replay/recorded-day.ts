/** The LOBSTER sample that tests read when the environment variable BOTPIT_DATA names its folder. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InstrumentGrid } from '../../../src/workers/replay/instrument-grid.ts';

const folder = process.env['BOTPIT_DATA'];

/** Undefined where the sample is missing. */
export function recordedDay(): { messages: string; topOfBook: string; orderBook: string } | undefined {
  const messages = join(folder ?? '', 'lobster', 'aapl_message_50.csv');
  if (folder === undefined || !existsSync(messages)) {
    const why = folder === undefined ? 'BOTPIT_DATA is not set' : `${messages} is not there`;
    console.warn(`Skipped: the replay of a recorded day, because ${why}.`);
    return undefined;
  }
  return {
    messages,
    topOfBook: join(folder, 'lobster', 'aapl_top_of_book.csv'),
    orderBook: join(folder, 'lobster', 'aapl_orderbook_50_first_672.csv'),
  };
}

/** Aggressors of the sample that skipped the queue, by their first row. Source: the sample's description. */
export const QUEUE_SKIPS = [2409, 2418, 5769, 5779, 5782, 7843, 7851];

export const AAPL = new InstrumentGrid({
  symbol: 'AAPL',
  tickSize: 0.01,
  lotSize: 1,
  referencePrice: 585.64,
  makerFeeRate: 0,
  takerFeeRate: 0,
  marginTiers: [{ upTo: null, maxLeverage: 2, maintenanceRate: 0.25 }],
});
