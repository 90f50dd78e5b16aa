/** The checkpoints of a stream repeat the newest events of the pit's room. */
import { expect, test } from 'vitest';
import { restore, snapshot } from '../../../src/engine/index.ts';
import type { Instrument } from '../../../src/contract/instrument.ts';
import { EventStream } from '../../../src/session/events/event-stream.ts';
import { Wire } from '../../../src/session/events/wire.ts';
import { TestPit } from '../../support/pit.ts';

function statusOf({ state }: TestPit) {
  const identity = { epoch: 'e', checkpointMs: 1_000, instruments: [] as readonly Instrument[] };
  return new EventStream(state, new Wire(state), identity, 0).checkpoint(state.time, [])[0];
}

test('a session without a room says nothing about one', () => {
  expect(statusOf(new TestPit([{ symbol: 'Y' }]))).not.toHaveProperty('roomEvents');
});

test('a checkpoint carries the newest 20 events with their times, also after a recovery', () => {
  const pit = new TestPit([{ symbol: 'Y' }]);
  for (let number = 1; number <= 25; number += 1) {
    expect(pit.apply({ type: 'note_room_event', text: `event ${number}` })).toEqual([]);
    pit.passMs(100);
  }
  const status = statusOf(pit);
  const events = status?.type === 'exchange_status' ? (status.roomEvents ?? []) : [];
  expect(events.map(({ text }) => text)).toEqual(Array.from({ length: 20 }, (_, at) => `event ${at + 6}`));
  expect((events[1]?.time ?? 0) - (events[0]?.time ?? 0)).toBeGreaterThan(0);
  const copy = new TestPit([{ symbol: 'Y' }]);
  restore(copy.state, JSON.parse(JSON.stringify(snapshot(pit.state))) as ReturnType<typeof snapshot>);
  expect(statusOf(copy)).toEqual(status);
});
