/** An accepted connection that is read directly reports what the library reports. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { readDirectly } from '../../src/net/direct-reading.ts';
import { setReadBuffer } from '../../src/net/read-buffer.ts';
import { takeWholeFrames } from '../../src/net/whole-frames.ts';
import { upgrade } from '../support/upgrade.mjs';

const FRAME_BYTES_MAX = 70_000;
const [TEXT, BINARY, PING, CONTINUATION] = [0x81, 0x82, 0x89, 0x80] as const;

const server = new WebSocketServer({
  port: 0,
  host: '127.0.0.1',
  perMessageDeflate: false,
  maxPayload: FRAME_BYTES_MAX,
});
await once(server, 'listening');
afterAll(() => {
  server.close();
});

interface Sent {
  readonly pieces: readonly Buffer[];
  /** Numbers of the messages after which the reader pauses for a turn. */
  readonly pauses: ReadonlySet<number>;
}

/** Sends bytes over a connection of its own. @returns everything that it reports, and how many frames were taken */
async function reports({ pieces, pauses }: Sent, isDirect: boolean) {
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.on('error', () => {});
  client.write(upgrade());
  const [socket, { socket: connection }] = (await once(server, 'connection')) as [
    WebSocket,
    { socket: typeof client },
  ];
  const all: unknown[] = [];
  let taken = 0;
  const report = (...what: unknown[]): void => {
    all.push(what);
    if (!pauses.has(all.length)) return;
    socket.pause();
    setImmediate(() => socket.resume());
  };
  socket.on('message', (data, isBinary) => report('message', (data as Buffer).toString('latin1'), isBinary));
  socket.on('ping', (data) => report('ping', data.toString('latin1')));
  socket.on('error', ({ message }) => all.push(['error', message]));
  if (isDirect) {
    const take = takeWholeFrames(socket, (bytes, start, end) => {
      taken += 1;
      report('message', bytes.toString('latin1', start, end), false);
    });
    readDirectly(connection, take);
  }
  const closed = new Promise((resolve) => socket.once('close', resolve));
  for (const piece of pieces) {
    client.write(piece);
    await nextTurn();
  }
  client.end();
  all.push(await closed);
  client.destroy();
  return { all, taken };
}

function frame(first: number, payload: Buffer, mask: Buffer): Buffer {
  const { length } = payload;
  const size = length < 126 ? [0x80 | length] : length < 65_536 ? [0xfe, length >> 8, length & 0xff] : [0xff];
  const header = Buffer.from([first, ...size]);
  const long = Buffer.alloc(length < 65_536 ? 0 : 8);
  if (long.length > 0) long.writeBigUInt64BE(BigInt(length));
  return Buffer.concat([
    header,
    long,
    mask,
    payload.map((byte, index) => byte ^ (mask[index & 3] as number)),
  ]);
}

const text = fc.oneof(
  { weight: 8, arbitrary: fc.string({ maxLength: 200 }) },
  fc.constantFrom('é', 'long', 'longer', 'too long'),
);
const LONG: Readonly<Record<string, number>> = {
  long: 20_000,
  longer: 66_000,
  'too long': FRAME_BYTES_MAX + 1,
};
const frames = fc.array(
  fc.tuple(
    fc.oneof({ weight: 12, arbitrary: fc.constant(TEXT) }, fc.constantFrom(BINARY, PING, CONTINUATION)),
    text,
    fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)),
  ),
  { maxLength: 20 },
);

test('the same messages, pings, errors and code, however the bytes arrive and whenever the reader pauses', async () => {
  let taken = 0;
  const sent = fc.tuple(
    frames,
    fc.array(fc.nat(400), { maxLength: 6 }),
    fc.array(fc.nat(15), { maxLength: 3 }),
  );
  const property = fc.asyncProperty(sent, async ([list, sizes, pauses]) => {
    const all = Buffer.concat(
      list.map(([first, content, mask]) =>
        frame(first, Buffer.from('x'.repeat(LONG[content] ?? 0) || content), Buffer.from(mask)),
      ),
    );
    const pieces: Buffer[] = [];
    let at = 0;
    for (const size of sizes) pieces.push(all.subarray(at, (at += size)));
    pieces.push(all.subarray(at));
    const what = { pieces, pauses: new Set(pauses) };
    const direct = await reports(what, true);
    const library = await reports(what, false);
    expect(direct.all).toEqual(library.all);
    taken += direct.taken;
  });
  await fc.assert(property, { numRuns: 150 });
  expect(taken).toBeGreaterThan(150);
});

test('a frame that is cut at any byte arrives whole', async () => {
  const mask = Buffer.from([1, 2, 3, 4]);
  const all = Buffer.concat(
    ['a'.repeat(20), 'b'.repeat(200)].map((text) => frame(TEXT, Buffer.from(text), mask)),
  );
  for (let cut = 1; cut < all.length; cut += 7) {
    const pieces = [all.subarray(0, cut), all.subarray(cut)];
    const direct = await reports({ pieces, pauses: new Set() }, true);
    expect(direct.all).toEqual([
      ['message', 'a'.repeat(20), false],
      ['message', 'b'.repeat(200), false],
      1006,
    ]);
  }
});

test('this version of Node lets an accepted socket read into a given buffer', async () => {
  const [buffer, read] = [Buffer.alloc(100), [] as string[]];
  const listener = createServer((accepted) => {
    const onRead = (length: number): boolean => read.push(buffer.toString('latin1', 0, length)) > 0;
    expect(setReadBuffer(accepted, buffer, onRead)).toBe(true);
    accepted.on('end', () => accepted.end());
    accepted.resume();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void listener.close());
  await once(listener, 'listening');
  const client = connect((listener.address() as AddressInfo).port, '127.0.0.1');
  client.end('bytes');
  client.resume();
  await once(client, 'close');
  expect(read).toEqual(['bytes']);
});
