/** The frames of one turn leave together; a payload that needs no commit does not wait for it. */
import { once } from 'node:events';
import { connect as connectTo, createServer, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Turn } from '../../src/net/turn.ts';
import { textPayload } from '../support/text-payload.ts';

function connect() {
  const written: string[] = [];
  const turn = new Turn(() => written.push('commit'));
  const waiting: (() => void)[] = [];
  const connection = {
    writable: true,
    writableLength: 0,
    isBlocked: false,
    write(bytes: Uint8Array, onWritten: () => void) {
      written.push(
        Buffer.from(bytes)
          .toString('latin1')
          .replaceAll(/\x81[^]/g, ''),
      );
      if (!this.isBlocked) return onWritten();
      this.writableLength += bytes.length;
      waiting.push(onWritten);
    },
    drain() {
      this.isBlocked = false;
      this.writableLength = 0;
      for (const onWritten of waiting.splice(0)) onWritten();
    },
  };
  const outbox = turn.outbox(connection as unknown as Socket);
  return { written, send: (text: string) => outbox.send(textPayload(text)), outbox, connection };
}

test('a frame leaves at the end of the turn, after the commit', async () => {
  const { written, send } = connect();
  send('a');
  expect(written).toEqual([]);
  await nextTurn();
  expect(written).toEqual(['commit', 'a']);
});

test('a frame that is written in place leaves like one that is sent', async () => {
  const { written, send, outbox } = connect();
  const room = outbox.open();
  room.reserve(1).setUint8(room.length, 98);
  room.moveTo(room.length + 1);
  outbox.close();
  send('c');
  expect([written, outbox.waitingBytes]).toEqual([[], 6]);
  await nextTurn();
  expect(written).toEqual(['commit', 'bc']);
});

test('a payload that is sent at once waits for no commit', () => {
  const { written, outbox } = connect();
  outbox.sendAtOnce(textPayload('p'));
  expect(written).toEqual(['p']);
});

test('replies that wait keep their place before it, and are committed first', async () => {
  const { written, send, outbox } = connect();
  send('a');
  outbox.sendAtOnce(textPayload('p'));
  expect(written).toEqual(['commit', 'ap']);
  send('b');
  await nextTurn();
  expect(written.slice(2)).toEqual(['commit', 'b']);
});

test('frames gather while the connection takes nothing, and leave after a commit when it has taken all', async () => {
  const { written, send, outbox, connection } = connect();
  connection.isBlocked = true;
  send('a');
  await nextTurn();
  for (const text of ['b', 'c']) {
    send(text);
    await nextTurn();
    outbox.sendAtOnce(textPayload('p'));
  }
  expect(written.filter((text) => text !== 'commit')).toEqual(['a']);
  expect(outbox.waitingBytes).toBe(5 * 3);
  send('d');
  written.length = 0;
  connection.drain();
  expect(written).toEqual(['commit', 'bpcpd']);
  send('e');
  await nextTurn();
  expect(written.slice(2)).toEqual(['commit', 'e']);
});

test('frames that wait leave at once before the connection closes', async () => {
  const { written, send, outbox, connection } = connect();
  connection.isBlocked = true;
  for (const text of ['a', 'b']) {
    send(text);
    await nextTurn();
  }
  outbox.flush();
  connection.drain();
  expect(written.filter((text) => text !== 'commit')).toEqual(['a', 'b']);
  expect(outbox.waitingBytes).toBe(0);
});

test('bytes of others that wait hold no frame back', async () => {
  const { written, send, connection } = connect();
  connection.writableLength = 100;
  send('a');
  await nextTurn();
  expect(written).toEqual(['commit', 'a']);
});

test('a client that reads late gets every frame in order, from few writes', async () => {
  const [FRAMES, LENGTH] = [5_000, 1_000];
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const client = connectTo((server.address() as AddressInfo).port, '127.0.0.1');
  const [connection] = await accepted;
  onTestFinished(() => {
    client.destroy();
    connection.destroy();
    server.close();
  });
  const write = vi.spyOn(connection, 'write');
  const outbox = new Turn(() => {}).outbox(connection);
  const texts: string[] = [];
  const send = () => {
    texts.push(`${texts.length}`.padStart(LENGTH, '.'));
    outbox.sendAtOnce(textPayload(texts.at(-1) as string));
  };
  // The system takes some megabytes at first.
  while (outbox.waitingBytes === 0) send();
  const writes = write.mock.calls.length;
  for (let count = 0; count < FRAMES; count += 1) send();
  const read: Buffer[] = [];
  let missing = texts.length * (LENGTH + 4);
  for await (const chunk of client as AsyncIterable<Buffer>) {
    read.push(chunk);
    missing -= chunk.length;
    if (missing === 0) break;
  }
  const all = Buffer.concat(read);
  expect(texts.map((_, n) => all.toString('latin1', n * (LENGTH + 4) + 4, (n + 1) * (LENGTH + 4)))).toEqual(
    texts,
  );
  expect(write.mock.calls.length - writes).toBeLessThan(100);
});
