import { beforeEach, expect, test } from 'vitest';
import type { Room } from '../../src/contract/room.ts';
import { USUAL_MOOD } from '../../src/contract/room.ts';
import { Timeline, type TimelineStep } from '../../src/pit/timeline.ts';
import { FakeClock } from './fake-machine.ts';

const ROOM: Room = {
  name: 'test',
  about: 'A test.',
  mood: USUAL_MOOD,
  instruments: [],
  places: [],
  events: [
    { type: 'fair_value', percent: -5, atSeconds: 10 },
    { type: 'outage', seconds: 3, atSeconds: 20 },
  ],
  repeatSeconds: 60,
};

let clock: FakeClock;
let happened: TimelineStep[];
let timeline: Timeline;
beforeEach(() => {
  clock = new FakeClock();
  happened = [];
  timeline = new Timeline(clock, (event) => happened.push(event));
});

test('each event happens at its time', () => {
  timeline.begin(ROOM);
  clock.advance(9_999);
  expect(happened).toEqual([]);
  clock.advance(20_000);
  expect(happened).toEqual([
    { type: 'fair_value', percent: -5 },
    { type: 'outage', seconds: 3 },
  ]);
});

test('it starts again after its period, until it ends', () => {
  timeline.begin(ROOM);
  clock.advance(75_000);
  expect(happened).toHaveLength(3);
  timeline.end();
  clock.advance(600_000);
  expect(happened).toHaveLength(3);
});

test('a room without a period runs once', () => {
  timeline.begin({ ...ROOM, repeatSeconds: null });
  clock.advance(600_000);
  expect(happened).toHaveLength(2);
});

test('a halt ends after its time, also in the next period', () => {
  timeline.begin({ ...ROOM, events: [{ type: 'halt', symbol: 'A', seconds: 30, atSeconds: 50 }] });
  clock.advance(60_000);
  expect(happened).toEqual([{ type: 'halt', symbol: 'A', seconds: 30 }]);
  clock.advance(20_000);
  expect(happened[1]).toEqual({ type: 'resume', symbol: 'A' });
  clock.advance(30_000);
  expect(happened).toHaveLength(3);
  timeline.end();
  clock.advance(600_000);
  expect(happened).toHaveLength(3);
});
