/**
 * A recorded day of NASDAQ, straight through `apply`: 30,000 LOBSTER messages, read by the replay's own parser.
 *
 * Consecutive executions are one incoming ioc order, whose fills the engine must predict. The best prices after each
 * message test adding, reducing and deleting. Only the fills test the queue, because a last-in-first-out queue would have
 * the same best prices. Rows within an incoming order are compared, too, by the engine's fills up to that row.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkInvariants } from '../../src/engine/index.ts';
import { seedLevels } from '../../src/workers/replay/lobster-book.ts';
import { readFirstLine, readMessages } from '../../src/workers/replay/lobster-file.ts';
import { parseMessage } from '../../src/workers/replay/lobster-message.ts';
import { stepsOf } from '../../src/workers/replay/steps.ts';
import { publicData } from '../support/public-data.ts';
import { QUEUE_SKIPS } from '../workers/replay/recorded-day.ts';
import { GRID, LobsterDay } from './lobster-day.ts';

const SEED_LEVELS = 89;
const MESSAGES = 30_000;
const INVARIANTS_EVERY = 500;

const folder = publicData('lobster', "the engine's run through a recorded day");

test.skipIf(folder === undefined)(
  'a recorded day: the book after every message equals the published one',
  async () => {
    const messages = `${folder}/aapl_message_50.csv`;
    const published = readFileSync(`${folder}/aapl_top_of_book.csv`, 'utf8').trim().split('\n');
    const bookLine = await readFirstLine(`${folder}/aapl_orderbook_50_first_672.csv`);
    const seed = seedLevels(bookLine, parseMessage(await readFirstLine(messages), 0));
    const day = new LobsterDay(seed);
    for await (const step of stepsOf(readMessages(messages), GRID)) {
      day.apply(step);
      if (step.row % INVARIANTS_EVERY === 0) checkInvariants(day.state);
    }
    checkInvariants(day.state);
    expect(seed).toHaveLength(SEED_LEVELS);
    expect(published).toHaveLength(MESSAGES);
    expect(day.tops.length).toBe(MESSAGES);
    expect(published.flatMap((top, row) => (top === day.tops[row] ? [] : [row]))).toEqual([]);
    expect(day.queueSkips).toEqual(QUEUE_SKIPS);
    expect(day.faults).toEqual([]);
  },
);
