import { beforeEach, expect, test } from 'vitest';
import type { Room, RoomEvent } from '../../src/contract/room.ts';
import { USUAL_MOOD } from '../../src/contract/room.ts';
import { Timeline } from '../../src/pit/timeline.ts';
import { FakeClock } from './fake-machine.ts';

const ROOM: Room = {
  name: 'test',
  about: 'A test.',
  mood: USUAL_MOOD,
  events: [
    { type: 'fair_value', percent: -5, atSeconds: 10 },
    { type: 'outage', seconds: 3, atSeconds: 20 },
  ],
  repeatSeconds: 60,
};

let clock: FakeClock;
let happened: RoomEvent[];
let timeline: Timeline;
beforeEach(() => {
  clock = new FakeClock();
  happened = [];
  timeline = new Timeline(clock, (event) => happened.push(event));
});

test('each event happens at its time, with a mark', () => {
  const beganMs = clock.now();
  timeline.begin(ROOM);
  clock.advance(9_999);
  expect(happened).toEqual([]);
  clock.advance(20_000);
  expect(happened).toEqual([
    { type: 'fair_value', percent: -5 },
    { type: 'outage', seconds: 3 },
  ]);
  expect(timeline.marks).toEqual([
    { timeMs: beganMs + 10_000, text: 'fair value −5 %' },
    { timeMs: beganMs + 20_000, text: 'exchange outage of 3 s' },
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
