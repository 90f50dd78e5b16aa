import { describe, expect, test } from 'vitest';
import { COLORS, colorSlots, pageOf, pageText } from '../../src/renderer/board/board-rows.ts';
import { boardSize } from '../../src/renderer/board/board-size.ts';
import { RankTrail } from '../../src/renderer/board/rank-trail.ts';
import { roundText } from '../../src/renderer/board/round-text.ts';

const count = (rows: number) => Array.from({ length: rows }, (_, index) => index);

test.each([
  [0, 10, 0, 0, 1],
  [1, 10, 5, 1, 1],
  [40, 15, 0, 15, 3],
  [40, 15, 2, 10, 3],
  [40, 15, 3, 15, 3],
  [40, 15, -1, 10, 3],
  [3, 0, 1, 1, 3],
])('%i rows, %i a page, turn %i: %i rows of %i pages', (rows, perPage, turn, shown, pages) => {
  const page = pageOf(count(rows), perPage, turn);
  expect([page.rows.length, page.count]).toEqual([shown, pages]);
});

test('the pages show each row once', () => {
  expect(count(3).flatMap((turn) => pageOf(count(40), 15, turn).rows)).toEqual(count(40));
});

test.each([
  [1, 0, '1 account'],
  [3, 0, '3 accounts'],
  [40, 1, '16 – 30 of 40 accounts · page 2 / 3'],
])('%i accounts on page %i: %s', (total, turn, text) => {
  const ranks = count(total).map((index) => ({ rank: index + 1 }));
  expect(pageText(pageOf(ranks, 15, turn), total, false)).toBe(text);
});

test('the board says that its page is held', () => {
  expect(pageText(pageOf([{ rank: 1 }], 15, 0), 1, true)).toBe('1 account · held (Space)');
});

describe('the colours', () => {
  test('the bots of a team share one', () => {
    const slots = colorSlots(['ada-1', 'eve', 'ada-23', '7']);
    expect(slots.get('ada-1')).toBe(slots.get('ada-23'));
    expect(new Set(slots.values()).size).toBe(3);
    expect(Math.max(...slots.values())).toBeLessThan(COLORS);
  });

  test('teams share one only when none is free, and accounts that open later change none', () => {
    const opened = ['maker', 'taker', 'random', 'skew', 'fader', 'saint', 'odd', 'mule-1'];
    const slots = colorSlots(opened);
    expect(new Set(slots.values()).size).toBe(COLORS);
    const later = colorSlots([...opened, 'eve', 'crowd.news-1']);
    for (const account of opened) expect(later.get(account)).toBe(slots.get(account));
    expect(later.size).toBe(opened.length + 2);
  });

  test('the kinds of a crowd take none from the players', () => {
    const crowd = ['crowd.maker-1', 'crowd.news-1', 'crowd.parent-1', 'crowd.single-1'];
    const players = ['maker', 'taker', 'random', 'skew'];
    const [alone, beside] = [colorSlots(players), colorSlots([...crowd, ...players])];
    for (const account of players) expect(beside.get(account)).toBe(alone.get(account));
  });
});

test('a movement is the places won in the last minute', () => {
  const trail = new RankTrail();
  const at = (seconds: number, ada: number, eve: number) =>
    trail.note(
      seconds * 1_000,
      new Map([
        ['ada', ada],
        ['eve', eve],
      ]),
    );
  expect(trail.movement('ada', 1)).toBeUndefined();
  at(0, 2, 1);
  at(1, 1, 2);
  expect([trail.movement('ada', 1), trail.movement('eve', 2)]).toEqual([1, -1]);
  for (let seconds = 5; seconds <= 60; seconds += 5) at(seconds, 1, 2);
  expect(trail.movement('ada', 1)).toBe(1);
  at(66, 1, 2);
  expect(trail.movement('ada', 1)).toBe(0);
});

test.each([
  [0, 'Round over'],
  [-5_000, 'Round over'],
  [249_000, '4:09'],
  [248_001, '4:09'],
  [3_600_000, '1:00:00'],
])('%i ms before the end of a round it shows %s', (left, text) => {
  expect(roundText(10_000 + left, 10_000)).toBe(text);
});

test.each([
  ['1280 × 720 with 40', 1_280, 720, 40, 24],
  ['1280 × 720 with 9', 1_280, 720, 9, 29],
  ['1920 × 1080 with 40', 1_920, 1_080, 40, 36],
  ['1920 × 1080 with 4', 1_920, 1_080, 4, 43],
  ['1024 × 640 with 4', 1_024, 640, 4, 24],
  ['a tall window with 4', 1_000, 2_000, 4, 67],
])('the text of a board of %s accounts', (_, width, height, rows, textPx) => {
  expect(boardSize({ width, height }, rows).textPx).toBe(textPx);
});
