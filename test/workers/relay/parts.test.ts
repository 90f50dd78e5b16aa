/** Frames as messages, and back. */
import { expect, test } from 'vitest';
import {
  ANNOUNCEMENT,
  Assembly,
  messagesOf,
  PART_BYTES_MAX,
  type Message,
} from '../../../src/workers/relay/nats/parts.ts';

const long = (letter: string) => Buffer.alloc(PART_BYTES_MAX * 2 + 5, letter);

function framesOf(messages: readonly Message[], assembly = new Assembly()): Buffer[] {
  return messages.map((message) => assembly.add(message)).filter((frame) => frame !== null);
}

test.each([0, 1, PART_BYTES_MAX, PART_BYTES_MAX + 1, PART_BYTES_MAX * 3])(
  'a frame of %d bytes survives the split into messages of bounded length',
  (length) => {
    const frame = Buffer.alloc(length, 'é');
    const messages = messagesOf(frame);
    expect(messages).toHaveLength(Math.max(1, Math.ceil(length / PART_BYTES_MAX)));
    expect(Math.max(...messages.map(({ data }) => data.length))).toBeLessThanOrEqual(PART_BYTES_MAX);
    const frames = framesOf(messages);
    expect(frames).toHaveLength(1);
    expect(frames[0]?.equals(frame)).toBe(true);
  },
);

test('an announcement is not a frame, even between the parts of one', () => {
  const [first, ...rest] = messagesOf(long('a')) as [Message, ...Message[]];
  expect(framesOf([ANNOUNCEMENT, first, ANNOUNCEMENT, ...rest])).toHaveLength(1);
});

test('a frame whose beginning is missing is skipped, and the next one is complete', () => {
  const [, ...tail] = messagesOf(long('a'));
  const frames = framesOf([...tail, ...messagesOf(long('b'))]);
  expect(frames.map((frame) => frame.equals(long('b')))).toEqual([true]);
});

test('parts before a gap do not join a later frame', () => {
  const assembly = new Assembly();
  const [a1] = messagesOf(long('a')) as [Message];
  const [, b2, b3] = messagesOf(long('b')) as [Message, Message, Message];
  framesOf([a1], assembly);
  assembly.reset();
  expect(framesOf([b2, b3], assembly)).toEqual([]);
});

test.each(['2/3', '0/1', '1/201', '1', '1/', '/1', '1/x', 'x', '-1/1', '1.0/1'])(
  '%j is not a part',
  (part) => {
    expect(framesOf([{ data: Buffer.from('x'), part }])).toEqual([]);
  },
);
