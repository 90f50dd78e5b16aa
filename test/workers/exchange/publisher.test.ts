/** When the events of a turn leave the exchange, in virtual time. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { kindOf, perform } from '../../../src/engine/index.ts';
import type { Broadcast } from '../../../src/net/broadcast.ts';
import { FrameBuffer } from '../../../src/net/text-frames.ts';
import { isPublic } from '../../../src/session/events/audience.ts';
import { EventStream } from '../../../src/session/events/event-stream.ts';
import { Wire } from '../../../src/session/events/wire.ts';
import { Publisher } from '../../../src/workers/exchange/publisher.ts';
import { at, openExchange, placeOrder } from '../../../tools/bench/exchange.ts';

const CHECKPOINT_MS = 60_000;

/** An exchange without sockets: an order takes a tenth of a millisecond, and is a turn of the event loop. */
function opened() {
  vi.useFakeTimers({ toFake: ['setInterval', 'performance'] });
  const state = openExchange({ accounts: 5, deposit: 1_000_000 });
  const identity = { epoch: 'e', checkpointMs: CHECKPOINT_MS, instruments: [] };
  const stream = new EventStream(state, new Wire(state), identity, 0);
  const frames: (readonly {
    readonly type: string;
    readonly seq: number;
    readonly time: number;
    readonly bids?: readonly (readonly number[])[];
  }[])[] = [];
  const room = new FrameBuffer();
  const readers = {
    frames: room,
    flush: () => {
      frames.push(JSON.parse(room.text.toString()));
      room.writeTo([]);
    },
  };
  const rows: number[] = [];
  const publisher = new Publisher(state, stream, readers as unknown as Broadcast, {
    checkpointMs: CHECKPOINT_MS,
    digest: 0,
    journal: null,
    sink: () => void rows.push(frames.length),
    warnings: () => [],
    now: () => at(0),
  });
  onTestFinished(() => {
    publisher.stop();
    vi.useRealTimers();
  });
  let operation = 0;
  const submit = () => {
    operation += 1;
    publisher.relieve();
    const command = placeOrder({
      operation,
      account: operation % 5,
      side: 'buy',
      lots: 1,
      price: 90_000 - (operation % 5_000),
    });
    for (const fact of [...perform(state, command, at(operation))].filter(isPublic))
      publisher.publish(fact, at(operation), kindOf(fact.type));
  };
  const order = async () => {
    submit();
    await nextTurn();
    vi.advanceTimersByTime(0.1);
  };
  const seqs = () => frames.map((frame) => frame.map(({ seq }) => seq));
  return { state, publisher, frames, submit, order, seqs, rows };
}

test("a turn's events leave at its end when the exchange is idle, and one turn later when it was not", async () => {
  const { order, frames } = opened();
  for (let count = 1; count <= 3; count += 1) {
    await order();
    expect(frames).toHaveLength(count);
    vi.advanceTimersByTime(1);
  }
  await order();
  await order();
  expect(frames).toHaveLength(4);
  await nextTurn();
  expect(frames).toHaveLength(5);
});

test('events of turns behind each other leave together and in order, every half millisecond', async () => {
  const { order, frames, seqs, rows } = opened();
  for (let count = 0; count < 101; count += 1) await order();
  await nextTurn();
  expect(frames.length).toBeGreaterThan(101 / 8);
  expect(frames.length).toBeLessThan(101 / 4);
  const all = seqs().flat();
  expect(all).toEqual(all.map((_, index) => index + 1));
  expect(frames.flat().filter(({ type }) => type === 'book_update')).toHaveLength(101);
  expect(rows).toEqual(frames.map((_, index) => index + 1));
});

test('a checkpoint comes after the events that wait', async () => {
  const { publisher, order, frames, seqs } = opened();
  for (let count = 0; count < 3; count += 1) await order();
  publisher.checkpoint();
  expect(frames.map(([first]) => first?.type === 'exchange_status')).toEqual([false, false, true]);
  const all = seqs().flat();
  expect(all).toEqual(all.map((_, index) => index + 1));
  await nextTurn();
  expect(frames).toHaveLength(3);
});

test('the orders of one turn leave in one frame, each with its own level and time', async () => {
  const { state, submit, frames, seqs } = opened();
  for (let count = 0; count < 3; count += 1) submit();
  expect(frames).toHaveLength(0);
  await nextTurn();
  expect(frames).toHaveLength(1);
  expect(seqs()).toEqual([seqs()[0]?.map((_, index) => index + 1)]);
  const updates = frames.flat().filter(({ type }) => type === 'book_update');
  expect(updates.map(({ time }) => time)).toEqual([1, 2, 3]);
  expect(new Set(updates.flatMap(({ bids = [] }) => bids.map(([price]) => price))).size).toBe(3);
  // The log is free for the next turn.
  expect(state.facts.count).toBe(0);
});

test('a turn of thousands of events leaves in frames of bounded length', async () => {
  const { submit, frames, seqs } = opened();
  for (let count = 0; count < 5_000; count += 1) submit();
  expect(frames).toHaveLength(2);
  for (let turn = 0; turn < 2; turn += 1) await nextTurn();
  for (const { length } of frames) expect(length).toBeLessThan(2_100);
  const all = seqs().flat();
  expect(all).toEqual(all.map((_, index) => index + 1));
  expect(frames.flat().filter(({ type }) => type === 'book_update')).toHaveLength(5_000);
});
