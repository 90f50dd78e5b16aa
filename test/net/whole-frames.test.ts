/** Frames that are taken ahead of the library reach the same reader with the same content as without it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as ws from 'ws';
import type { LibraryReceiver } from '../../src/net/library-receiver.ts';
import { readAhead } from '../../src/net/whole-frames.ts';

interface Receiver extends LibraryReceiver {
  on(event: string, listener: (...args: never[]) => void): void;
}
/** The types of the library leave it out. */
const { Receiver } = ws as unknown as {
  readonly Receiver: new (options: { readonly isServer: boolean; readonly maxPayload: number }) => Receiver;
};

const FRAME_BYTES_MAX = 300;
const [TEXT, BINARY, CONTINUATION, CLOSE, PING] = [1, 2, 0, 8, 9] as const;

interface Frame {
  readonly first: number;
  readonly payload: Buffer;
  readonly mask: Buffer;
  readonly isMasked: boolean;
}

function bytesOf({ first, payload, mask, isMasked }: Frame): Buffer {
  const { length } = payload;
  const masked = isMasked ? 0x80 : 0;
  const header = length < 126 ? [masked | length] : [masked | 126, length >> 8, length & 0xff];
  const data = payload.map((byte, index) => byte ^ (isMasked ? (mask[index & 3] as number) : 0));
  return Buffer.concat([Buffer.from([first, ...header]), isMasked ? mask : Buffer.alloc(0), data]);
}

const text = fc.string({ maxLength: 200 }).map((content) => Buffer.from(content));
const likely = fc.constant(0x80 | TEXT);
const frames: fc.Arbitrary<Frame> = fc.record({
  first: fc.oneof(
    { weight: 8, arbitrary: likely },
    fc.constantFrom(TEXT, CONTINUATION, 0x80, 0x80 | BINARY, 0x80 | CLOSE, 0x80 | PING, 0xc0 | TEXT, 0x91),
  ),
  payload: fc.oneof(
    { weight: 6, arbitrary: text },
    fc.constantFrom(
      Buffer.from('é'),
      Buffer.from([0xff]),
      Buffer.alloc(FRAME_BYTES_MAX + 1, 'x'),
      Buffer.from([3, 0xe8]),
    ),
  ),
  mask: fc.uint8Array({ minLength: 4, maxLength: 4 }).map((mask) => Buffer.from(mask)),
  isMasked: fc.oneof({ weight: 20, arbitrary: fc.constant(true) }, fc.constant(false)),
});

interface Reports {
  readonly all: unknown[];
  readonly taken: number;
}

/** Everything that a receiver reports about these chunks, in order. */
function reports(chunks: readonly Buffer[], readsAhead: boolean, isServer = true): Reports {
  const receiver = new Receiver({ isServer, maxPayload: FRAME_BYTES_MAX });
  const all: unknown[] = [];
  let taken = 0;
  let isOpen = true;
  receiver.on('message', (data: Buffer, isBinary: boolean) =>
    all.push(['message', data.toString('hex'), isBinary]),
  );
  receiver.on('ping', (data: Buffer) => all.push(['ping', data.toString('hex')]));
  receiver.on('conclude', (code: number) => {
    isOpen = false;
    all.push(['conclude', code]);
  });
  receiver.on('error', ({ message }: Error) => {
    isOpen = false;
    all.push(['error', message]);
  });
  if (readsAhead) {
    const take = (bytes: Buffer, start: number, end: number): void => {
      taken += 1;
      all.push(['message', bytes.toString('hex', start, end), false]);
    };
    readAhead(receiver, () => isOpen, take);
  }
  for (const chunk of chunks) {
    if (!isOpen) break;
    receiver.write(Buffer.from(chunk));
  }
  return { all, taken };
}

test.each([
  ['server', true],
  ['client', false],
])('a %s reports the same messages, pings, closes and errors', async (_, isServer) => {
  let [taken, left] = [0, 0];
  const cuts = fc.array(fc.nat({ max: 400 }), { maxLength: 6 });
  const property = fc.asyncProperty(fc.array(frames, { maxLength: 12 }), cuts, async (list, sizes) => {
    const sent = isServer ? list : list.map((frame) => ({ ...frame, isMasked: !frame.isMasked }));
    const bytes = Buffer.concat(sent.map(bytesOf));
    const chunks: Buffer[] = [];
    let at = 0;
    for (const size of sizes) {
      chunks.push(bytes.subarray(at, at + size));
      at += size;
    }
    chunks.push(bytes.subarray(at));
    const [ahead, alone] = [true, false].map((readsAhead) => reports(chunks, readsAhead, isServer)) as [
      Reports,
      Reports,
    ];
    // The library reports an error after this turn.
    await new Promise((resolve) => void setImmediate(resolve));
    expect(ahead.all).toEqual(alone.all);
    taken += ahead.taken;
    left += ahead.all.length - ahead.taken;
  });
  // The library has not reported the error of the first frame yet when the second one arrives.
  const mask = Buffer.from([1, 2, 3, 4]);
  const wrong: Frame = { first: 0x80 | TEXT, payload: Buffer.alloc(0), mask, isMasked: false };
  const next: Frame = { first: 0x80 | TEXT, payload: Buffer.from('abc'), mask, isMasked: true };
  await fc.assert(property, { numRuns: 200, examples: [[[wrong, next], [2]]] });
  expect(taken).toBeGreaterThan(100);
  expect(left).toBeGreaterThan(100);
});

test('the payload of a taken frame is its content without the mask', () => {
  const payload = Buffer.from('{"type":"ping"}');
  const bytes = bytesOf({ first: 0x81, payload, mask: Buffer.from([1, 2, 3, 4]), isMasked: true });
  expect(reports([Buffer.concat([bytes, bytes])], true)).toEqual({
    all: [
      ['message', payload.toString('hex'), false],
      ['message', payload.toString('hex'), false],
    ],
    taken: 2,
  });
});
