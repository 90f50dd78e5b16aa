/** Thirty thousand messages of a real day, against the book that NASDAQ published after each of them. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { anonymousId, FileBook } from '../../../src/workers/replay/file-book.ts';
import { seedLevels } from '../../../src/workers/replay/lobster-book.ts';
import { findOrderBook, readFirstLine, readMessages } from '../../../src/workers/replay/lobster-file.ts';
import { parseMessage, type LobsterMessage } from '../../../src/workers/replay/lobster-message.ts';
import { Replayer } from '../../../src/workers/replay/replayer.ts';
import { stepsOf } from '../../../src/workers/replay/steps.ts';
import { emptyTally } from '../../../src/workers/replay/tally.ts';
import { NaiveExchange } from './naive-exchange.ts';
import { AAPL, QUEUE_SKIPS, recordedDay } from './recorded-day.ts';

const day = recordedDay();

describe.skipIf(day === undefined)('a recorded day', () => {
  const { messages, topOfBook, orderBook } = day ?? { messages: '', topOfBook: '', orderBook: '' };

  async function seed() {
    return seedLevels(await readFirstLine(orderBook), parseMessage(await readFirstLine(messages), 0));
  }

  test('the replay finds the order book file beside it', async () => {
    expect(await findOrderBook(messages)).toBe(orderBook);
    expect(await seed()).toHaveLength(89);
  });

  test("the file's book has the published top after every message", async () => {
    const published = readFileSync(topOfBook, 'utf8').trim().split('\n');
    const book = new FileBook();
    for (const { side, price, size } of await seed()) {
      const ticks = AAPL.ticks(price, 'seed');
      book.place({ id: anonymousId(side, ticks), side, price: ticks, quantity: AAPL.lots(size, 'seed') });
    }
    const wrong: number[] = [];
    for await (const message of readMessages(messages)) {
      applyToBook(book, message);
      if (topLine(book) !== published[message.row]) wrong.push(message.row);
    }
    expect(published).toHaveLength(30_000);
    expect(wrong).toEqual([]);
  });

  test('replayed alone, every aggressor except the known queue skips is filled as reported', async () => {
    const exchange = new NaiveExchange();
    const tally = emptyTally();
    const failures: Error[] = [];
    const { replay: resting, takers } = exchange.sessions;
    const onFailure = (error: Error) => void failures.push(error);
    const replayer = new Replayer({ grid: AAPL, resting, takers, gate: exchange.gate, tally, onFailure });
    await replayer.seed(await seed());
    for await (const step of stepsOf(readMessages(messages), AAPL)) await replayer.apply(step);
    await replayer.settle();
    expect(failures).toEqual([]);
    expect(tally).toMatchObject({
      messages: 30_000,
      seeded: 89,
      placed: 14_343,
      ignored: 943,
      queueSkips: QUEUE_SKIPS,
      explained: 0,
      unexplained: 0,
      fillsWithOthers: 0,
      unknownOrders: 0,
      canceledByExchange: 0,
    });
    const last = readFileSync(topOfBook, 'utf8').trim().split('\n').at(-1)?.split(',').map(Number) ?? [];
    expect(exchange.best('sell')).toEqual([(last[0] ?? 0) / 10_000, last[1]]);
    expect(exchange.best('buy')).toEqual([(last[2] ?? 0) / 10_000, last[3]]);
  });
});

function applyToBook(book: FileBook, { row, kind, orderId, side, price, size }: LobsterMessage): void {
  if (kind === 'ignored') return;
  const ticks = AAPL.ticks(price, `line ${row + 1}`);
  const quantity = AAPL.lots(size, `line ${row + 1}`);
  if (kind === 'place') book.place({ id: orderId, side, price: ticks, quantity });
  else book.reduce(book.find(orderId, side, ticks)?.id ?? '', quantity);
}

function topLine(book: FileBook): string {
  return [book.best('sell'), book.best('buy')]
    .map(([price, size] = [0, 0]) => `${price * 100},${size}`)
    .join(',');
}
