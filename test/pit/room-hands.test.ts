import { expect, test } from 'vitest';
import { carryOut } from '../../src/pit/room-hands.ts';
import type { TimelineStep } from '../../src/pit/timeline.ts';

function done(step: TimelineStep): readonly unknown[] {
  const calls: unknown[] = [];
  carryOut(step, {
    order: (order) => void calls.push(order),
    stir: (event) => void calls.push(event),
    takeAway: (ms, reason) => void calls.push([ms, reason]),
  });
  return calls;
}

test('a halt stops one instrument or all, with a mark; its end has none', () => {
  expect(done({ type: 'halt', symbol: 'A', seconds: 5 })).toEqual([
    { type: 'note_room_event', text: 'A: trading halts for 5 s' },
    { type: 'set_phase', action: 'halt', symbol: 'A' },
  ]);
  expect(done({ type: 'resume' })).toEqual([{ type: 'set_phase', action: 'resume', symbol: undefined }]);
});

test('an outage is noted before the exchange is gone; the crowd gets the rest', () => {
  expect(done({ type: 'outage', seconds: 3 })).toEqual([
    { type: 'note_room_event', text: 'exchange outage of 3 s' },
    [3_000, 'the room: an outage'],
  ]);
  const whale = { type: 'whale', side: 'sell', quantity: 50, seconds: 120 } as const;
  expect(done(whale)).toEqual([{ type: 'note_room_event', text: 'a whale sells 50 over 120 s' }, whale]);
});
