/** A session in the first format of the journal, as Botpit 0.2.0 wrote it, still opens, verifies and continues. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { SEGMENT_BYTES } from '../../../src/config/exchange-config.ts';
import type { Command } from '../../../src/engine/index.ts';
import { createLogger } from '../../../src/runtime/log.ts';
import { CsvSink } from '../../../src/session/csv/csv-sink.ts';
import { csvTablesOf } from '../../../src/session/csv/csv-tables.ts';
import { createIndex, extendIndex } from '../../../src/session/journal/checkpoint-index.ts';
import { Journal } from '../../../src/session/journal/journal.ts';
import { listFiles } from '../../../src/session/journal/journal-folder.ts';
import { packSession } from '../../../src/session/journal/pack.ts';
import { recover } from '../../../src/session/journal/recover.ts';
import { Segment, readWhole } from '../../../src/session/journal/segment.ts';
import { unpackSession } from '../../../src/session/journal/unpack.ts';
import { Contents } from '../../../src/session/playback/contents.ts';
import { verifySession } from '../../../src/workers/verify-session/verify.ts';

/** It has every command, names of every kind, two segments and a snapshot. */
const FILE = fileURLToPath(new URL('../../data/session-format-1.botpit', import.meta.url));
const HASH = '759afa015a810ca0';

let session = '';
beforeEach(async () => {
  session = mkdtempSync(join(tmpdir(), 'botpit-format-'));
  onTestFinished(() => rmSync(session, { recursive: true, force: true }));
  await unpackSession(FILE, session);
});

const formats = () => listFiles(session, 'log').map((number) => Segment.readHeader(session, number)?.format);

test('it verifies', () => {
  expect(formats()).toEqual([1, 1]);
  const { difference, hash, commands, checkpoints } = verifySession(session, false);
  expect({ difference, hash, commands, checkpoints }).toEqual({
    difference: null,
    hash: HASH,
    commands: 417,
    checkpoints: 5,
  });
});

test('its checkpoints are found', () => {
  const indexes = [1, 2].map((number) => {
    const segment = readWhole(session, number);
    const index = createIndex(segment);
    for (const _ of extendIndex(index, segment));
    return index.places.length;
  });
  expect(indexes).toEqual([3, 2]);
});

/** The exchange after the session, and the journal with which it continues. */
async function continued() {
  const { setup, epoch, rules } = readWhole(session, 1).header;
  const log = createLogger('error', () => {});
  const csv = new CsvSink(session, log, csvTablesOf(setup.instruments, rules ?? 1));
  const recovered = await recover({ session, setup, program: 'test', csv, log, cutsDamaged: false });
  await csv.close();
  if (recovered === null) throw new Error('nothing was recovered');
  const { exchange, next } = recovered;
  const journal = new Journal(next, {
    session,
    durability: 'os',
    header: { program: 'test', epoch, ...(rules !== undefined && { rules }), setup },
    onSegment: () => {},
    segmentBytes: SEGMENT_BYTES,
  });
  return { exchange, journal };
}

test('it continues in the current format', async () => {
  const { exchange, journal } = await continued();
  for (const order of ['a1', 'é-latin', 'prix d’été ☀']) {
    const entry = [exchange.at.seq, exchange.at.time + 1, placing(order)] as const;
    journal.append(...entry);
    exchange.take(entry);
  }
  const { seq, digest, time } = exchange.at;
  journal.append(seq, time, { type: 'checkpoint', digest, warnings: ['none'] });
  journal.close();
  expect(formats()).toEqual([1, 1, 2]);
  const whole = { difference: null, commands: 420, checkpoints: 6 };
  expect(verifySession(session, false)).toMatchObject(whole);
  const [packed, unpacked] = [join(session, 'packed.botpit'), join(session, 'unpacked')];
  await packSession(session, packed);
  await unpackSession(packed, unpacked);
  expect(verifySession(unpacked, false)).toMatchObject(whole);
});

test('a player follows it into the current format', async () => {
  const { exchange, journal } = await continued();
  const contents = new Contents(session);
  const cursor = contents.cursorBefore(null);
  for (let entry = cursor.peek(); entry !== null; entry = cursor.peek()) cursor.take();
  for (const order of ['a1', 'a2', 'a3']) {
    const entry = [exchange.at.seq, exchange.at.time + 1, placing(order)] as const;
    journal.append(...entry);
    journal.commit();
    exchange.take(entry);
    contents.look();
    expect(contents.last).toEqual({ seq: entry[0], time: entry[1] });
    expect(cursor.peek()).toEqual(entry);
    cursor.take();
  }
  journal.close();
  expect(cursor.exchange.at).toEqual(exchange.at);
});

function placing(clientOrderId: string): Command {
  return {
    type: 'place_order',
    account: 0,
    clientOrderId,
    instrument: 0,
    side: 'buy',
    orderType: 'limit',
    quantity: 1,
    price: 90_000,
    stopPrice: null,
    timeInForce: 'gtc',
    postOnly: false,
    reduceOnly: false,
    selfTradePrevention: 'cancel_resting',
  } as Command;
}
