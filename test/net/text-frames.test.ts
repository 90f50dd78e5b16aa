/** Frames keep their bytes until the system has them, and waiting frames take no more memory than they need. */
import type { Socket } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameBuffer, textFrames } from '../../src/net/text-frames.ts';
import { WORD_BYTES } from '../../src/runtime/words.ts';

/** A connection that keeps what it was given until the system takes it. */
class FakeConnection {
  readonly taken: Buffer[] = [];
  waiting: Buffer[] = [];
  isBlocked = false;

  get writableLength(): number {
    return this.waiting.reduce((sum, { length }) => sum + length, 0);
  }

  write(bytes: Buffer): void {
    this.waiting.push(bytes);
    if (!this.isBlocked) this.drain();
  }

  drain(): void {
    this.taken.push(...this.waiting.map((bytes) => Buffer.from(bytes)));
    this.waiting = [];
  }
}

const connections = (fakes: readonly FakeConnection[]) => fakes as unknown as readonly Socket[];

test('every connection gets the frames in order, whichever of them is blocked and whenever it drains', () => {
  const turn = fc.record({
    texts: fc.array(fc.string({ maxLength: 300, unit: 'grapheme' }), { minLength: 1, maxLength: 12 }),
    isBlocked: fc.tuple(fc.boolean(), fc.boolean()),
  });
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 12 }), (turns) => {
      const frames = new FrameBuffer();
      const fakes = [new FakeConnection(), new FakeConnection()] as const;
      for (const { texts, isBlocked } of turns) {
        for (const [index, fake] of fakes.entries()) {
          fake.isBlocked = isBlocked[index] as boolean;
          if (!fake.isBlocked) fake.drain();
        }
        for (const text of texts) frames.addText(Buffer.from(text));
        frames.writeTo(connections(fakes));
        expect(frames.length).toBe(0);
      }
      const sent = textFrames(turns.flatMap(({ texts }) => texts.map((text) => Buffer.from(text))));
      for (const fake of fakes) {
        fake.drain();
        expect(Buffer.concat(fake.taken)).toEqual(sent);
      }
    }),
  );
});

test('frames that wait behind others take no more memory than their length', () => {
  const frames = new FrameBuffer();
  const fake = new FakeConnection();
  const write = (length: number) => {
    frames.addText(Buffer.alloc(length, 'x'));
    frames.writeTo(connections([fake]));
  };
  write(1_000_000);
  fake.isBlocked = true;
  for (let count = 0; count < 100; count += 1) write(20_000);
  const memory = new Set(fake.waiting.map(({ buffer }) => buffer));
  const bytes = [...memory].reduce((sum, { byteLength }) => sum + byteLength, 0);
  expect(fake.writableLength).toBe(100 * 20_004);
  expect(bytes).toBeLessThan(2_000_000 + fake.writableLength);
});

test('a connection that takes every write at once is written from the same memory', () => {
  const frames = new FrameBuffer();
  const memory = new Set<ArrayBufferLike>();
  const connection = { writableLength: 0, write: ({ buffer }: Buffer) => memory.add(buffer) };
  for (let count = 0; count < 10; count += 1) {
    frames.addText(Buffer.from('text'));
    frames.writeTo([connection as unknown as Socket]);
  }
  expect(memory.size).toBe(1);
});

test('the memory of one large write is not kept', () => {
  const frames = new FrameBuffer();
  let kept = 0;
  const connection = { writableLength: 0, write: ({ buffer }: Buffer) => (kept = buffer.byteLength) };
  for (const length of [1_000_000, 100]) {
    frames.addText(Buffer.alloc(length, 'x'));
    frames.writeTo([connection as unknown as Socket]);
  }
  expect(kept).toBeLessThanOrEqual(64 * 1_024);
});

test('an owner of many large writes keeps the memory of one', () => {
  const frames = new FrameBuffer(4_000_000);
  const memory = new Set<ArrayBufferLike>();
  const connection = { writableLength: 0, write: ({ buffer }: Buffer) => memory.add(buffer) };
  for (let count = 0; count < 10; count += 1) {
    frames.addText(Buffer.alloc(1_000_000, 'x'));
    frames.writeTo([connection as unknown as Socket]);
  }
  expect(memory.size).toBe(1);
});

test('a frame that is written in place has the bytes of one that is copied, at any length', () => {
  const short = fc.nat(300);
  const long = fc.constantFrom(0, 125, 126, 1_000, 65_534, 65_535, 65_536, 200_000);
  fc.assert(
    fc.property(
      fc.array(fc.oneof(short, long), { minLength: 1, maxLength: 6 }),
      fc.nat(2),
      (lengths, copied) => {
        const frames = new FrameBuffer();
        const fake = new FakeConnection();
        const texts = lengths.map((length, index) => Buffer.alloc(length, 97 + index));
        for (const [index, text] of texts.entries()) {
          if (index % 3 === copied) frames.addText(text);
          else writeInPlace(frames, text);
        }
        frames.writeTo(connections([fake]));
        expect(Buffer.concat(fake.taken).equals(textFrames(texts))).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
});

test.each([
  [0, [0x81, 0]],
  [125, [0x81, 125]],
  [126, [0x81, 126, 0, 126]],
  [65_535, [0x81, 126, 0xff, 0xff]],
  [65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
])(
  'a text of %i bytes has the header of RFC 6455, as the first frame and behind others',
  (length, header) => {
    const frames = new FrameBuffer();
    const fake = new FakeConnection();
    const text = Buffer.alloc(length, 'x');
    for (let count = 0; count < 2; count += 1) writeInPlace(frames, text);
    frames.addText(text);
    frames.writeTo(connections([fake]));
    const frame = Buffer.concat([Buffer.from(header), text]);
    expect(Buffer.concat(fake.taken).equals(Buffer.concat([frame, frame, frame]))).toBe(true);
  },
);

test('a write begins with its first frame, whether it or that of the write before was written in place', () => {
  const frames = new FrameBuffer();
  const fake = new FakeConnection();
  const texts = ['a', 'b'.repeat(200), 'c', 'd'].map((text) => Buffer.from(text));
  for (const [index, text] of texts.entries()) {
    if (index % 2 === 0) writeInPlace(frames, text);
    else frames.addText(text);
    frames.writeTo(connections([fake]));
  }
  expect(Buffer.concat(fake.taken)).toEqual(textFrames(texts));
});

/** Writes a frame in two pieces, as a caller does that learns the length as it writes. */
function writeInPlace(frames: FrameBuffer, text: Buffer): void {
  frames.open();
  for (const piece of [text.subarray(0, 100), text.subarray(100)]) {
    const view = frames.reserve(piece.length);
    for (const [index, byte] of piece.entries()) view.setUint8(frames.length + index, byte);
    frames.moveTo(frames.length + piece.length);
  }
  frames.close();
}

test('the room of a frame is a word larger than asked for, because texts are copied in words', () => {
  for (let more = 1_000; more < 1_050; more += 1) {
    const frames = new FrameBuffer();
    frames.open();
    const room = frames.reserve(more).byteLength - frames.length;
    expect(room).toBeGreaterThanOrEqual(more + WORD_BYTES);
  }
});
