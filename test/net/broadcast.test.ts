/** The order and the readers of frames that are sent, and of those that are written in place. */
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { Broadcast } from '../../src/net/broadcast.ts';
import { textFrames } from '../../src/net/text-frames.ts';

/** Adds a reader. @returns a function that returns all bytes that the reader has got */
function join(readers: Broadcast): () => Buffer {
  const taken: Buffer[] = [];
  const socket = { readyState: WebSocket.OPEN, extensions: '', on: () => {} };
  const connection = { writableLength: 0, write: (bytes: Buffer) => void taken.push(Buffer.from(bytes)) };
  readers.add(socket as unknown as WebSocket, connection as unknown as Socket);
  return () => Buffer.concat(taken);
}

function write(readers: Broadcast, text: string): void {
  const { frames } = readers;
  frames.open();
  const view = frames.reserve(text.length);
  for (let index = 0; index < text.length; index += 1)
    view.setUint8(frames.length + index, text.charCodeAt(index));
  frames.moveTo(frames.length + text.length);
  frames.close();
}

const framesOf = (...texts: readonly string[]) => textFrames(texts.map((text) => Buffer.from(text)));

test('every reader gets the frames of both kinds from when it joined, in order, and each once', () => {
  const readers = new Broadcast();
  const first = join(readers);
  write(readers, 'one');
  const second = join(readers);
  write(readers, 'two');
  readers.send('three');
  readers.flush();
  readers.flush();
  expect(first()).toEqual(framesOf('one', 'two', 'three'));
  expect(second()).toEqual(framesOf('two', 'three'));
});

test('a frame without a reader reaches none that joins later', () => {
  const readers = new Broadcast();
  write(readers, 'x'.repeat(100_000));
  readers.flush();
  const reader = join(readers);
  write(readers, 'late');
  readers.flush();
  expect(reader()).toEqual(framesOf('late'));
});
