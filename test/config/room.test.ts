import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { roomFileSchema, parseMood, parsePlaces, readRoom, roomNames } from '../../src/config/room.ts';
import { PIT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { describeEvent } from '../../src/contract/room.ts';

const ROOMS = resolve('resources/rooms');
const folder = mkdtempSync(join(tmpdir(), 'botpit-rooms-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(content: unknown): string {
  const path = join(folder, 'mine.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('the built-in rooms', () => {
  test('are these', () => {
    expect(roomNames(ROOMS)).toEqual(['calm', 'crash', 'etf', 'news', 'pairs', 'thin', 'toxic', 'trending']);
  });

  test.each(roomNames(ROOMS))('%s can be read, and its events have words', (name) => {
    const room = readRoom(name, ROOMS);
    expect(room).toMatchObject({ name, about: expect.stringMatching(/\.$/) });
    for (const event of room.events) expect(describeEvent(event)).toMatch(/\d/);
  });

  test('name the schema that the project has for editors', () => {
    const file = JSON.parse(readFileSync(join(ROOMS, 'crash.json'), 'utf8')) as { $schema: string };
    const schema: unknown = JSON.parse(readFileSync(resolve(ROOMS, file.$schema), 'utf8'));
    expect(schema).toEqual(roomFileSchema());
  });
});

test('nobody can read the direction of news in the room of that name', () => {
  const { events } = readRoom('news', ROOMS);
  const [first] = events;
  expect(events.every((event) => event.type === 'fair_value' && event.direction === 'drawn')).toBe(true);
  expect(first && describeEvent(first)).toBe('fair value ±1.5 %');
});

test('a file of the user is a room, with the usual crowd where it says nothing', () => {
  const path = written({ about: 'Mine.', events: [{ type: 'outage', seconds: 5, atSeconds: 1 }] });
  expect(readRoom(path, ROOMS)).toEqual({
    name: 'mine',
    about: 'Mine.',
    mood: { volatility: 1, driftBp: 0, depth: 1, informed: 1 },
    instruments: [],
    places: [],
    events: [{ type: 'outage', seconds: 5, atSeconds: 1 }],
    repeatSeconds: null,
  });
});

test.each([
  ['no JSON', '{', /mine\.json: .+/],
  ['no sentence', {}, /mine\.json: about .+/],
  ['an unknown field', { about: 'x', event: [] }, /mine\.json: .*event/],
  ['an unknown event', { about: 'x', events: [{ type: 'flood', atSeconds: 1 }] }, /events\.0\.type .+/],
  [
    'a wrong value',
    { about: 'x', events: [{ type: 'fair_value', percent: 80, atSeconds: 1 }] },
    /events\.0\.percent .+50/,
  ],
  ['a wrong mood', { about: 'x', crowd: { depth: 0 } }, /crowd\.depth .+/],
  [
    'an event after the end',
    { about: 'x', repeatSeconds: 60, events: [{ type: 'withdraw', seconds: 1, atSeconds: 70 }] },
    /repeatSeconds is 60, but an event is at 70 s\./,
  ],
  [
    'an instrument without a price',
    { about: 'x', instruments: [{ symbol: 'A', tickSize: 1, lotSize: 1 }] },
    /instruments\.0 needs a referencePrice or a basket; it has neither\./,
  ],
  [
    'a basket of what is not there',
    {
      about: 'x',
      instruments: [{ symbol: 'A', tickSize: 1, lotSize: 1, basket: { parts: { B: 2 } } }],
    },
    /instruments\.0\.basket\.parts: B is not an instrument of the room with a referencePrice\./,
  ],
  [
    'an event of another instrument',
    {
      about: 'x',
      instruments: [{ symbol: 'A', tickSize: 1, lotSize: 1, referencePrice: 100 }],
      events: [{ type: 'halt', seconds: 1, atSeconds: 1, symbol: 'B' }],
    },
    /events\.0\.symbol B is not an instrument of the room; there is A\./,
  ],
])('a bad file is refused with the file and the place: %s', (_, content, reason) => {
  expect(() => readRoom(written(content), ROOMS)).toThrow(reason);
});

test('an instrument of a room is like that of a pit, and a basket costs what its parts do', () => {
  const { instruments, places } = readRoom('etf', ROOMS);
  expect(instruments.map(({ symbol, referencePrice }) => [symbol, referencePrice])).toEqual([
    ['WOOD-USD', 1_500],
    ['OAK-USD', 300],
    ['ELM-USD', 500],
    ['ASH-USD', 800],
  ]);
  const { markPrice, priceLimits, marginTiers } = PIT_INSTRUMENT;
  for (const instrument of instruments)
    expect(instrument).toMatchObject({ markPrice, priceLimits, marginTiers });
  expect(instruments[1]?.impactQuantity).toBe(33.33);
  expect(parsePlaces(JSON.stringify(places))).toEqual(places);
  expect(parsePlaces('[]')).toBeNull();
});

test('an unknown name is refused with those that there are', () => {
  expect(() => readRoom('chaos', ROOMS)).toThrow(
    "--room: there is no room 'chaos'; there are calm, crash, etf, news, pairs, thin, toxic, trending, or give a file that ends in .json.",
  );
});

test('the mood on a command line is checked', () => {
  expect(parseMood('{"depth":2}')).toEqual({ volatility: 1, driftBp: 0, depth: 2, informed: 1 });
  expect(parseMood('{"depht":2}')).toBeNull();
  expect(parseMood('deep')).toBeNull();
});
