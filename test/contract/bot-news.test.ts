/** What a history service takes from its pit. How events come about is tested with the window's (bot-history.test.ts). */
import { expect, test } from 'vitest';
import { BOT_EVENTS_MAX, type PublicBotEvent } from '../../src/contract/bot-events.ts';
import { botNewsSchema } from '../../src/contract/bot-news.ts';

const isTaken = (count: number, name: string) => {
  const event: PublicBotEvent = { time: 1, name, what: 'joined' };
  return botNewsSchema.safeParse({ type: 'bots', events: Array.from({ length: count }, () => event) })
    .success;
};

test('news of bots has a bounded number of events, each with the name of an account', () => {
  expect(isTaken(BOT_EVENTS_MAX, 'a'.repeat(32))).toBe(true);
  expect(isTaken(BOT_EVENTS_MAX + 1, 'ann')).toBe(false);
  expect(isTaken(1, 'a'.repeat(33))).toBe(false);
  expect(isTaken(1, '')).toBe(false);
});
