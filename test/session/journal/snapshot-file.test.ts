/** A snapshot appears whole and readable, or not at all. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, expect, test } from 'vitest';
import { hashSnapshot, snapshot } from '../../../src/engine/index.ts';
import { journalFolder, listFiles } from '../../../src/session/journal/journal-folder.ts';
import { readSnapshot } from '../../../src/session/journal/snapshot-file.ts';
import { writeSnapshot } from '../../../src/session/journal/write-snapshot.ts';
import { openExchange } from '../../../tools/bench/exchange.ts';

const session = mkdtempSync(`${tmpdir()}/botpit-snapshot-`);
mkdirSync(journalFolder(session));
afterAll(() => rmSync(session, { recursive: true }));

const state = snapshot(openExchange({ accounts: 3, deposit: 1_000 }));
const json = JSON.stringify({ ...state, roomEvents: [{ time: 1, text: '注文 ÿ' }] });
const at = { seq: 7, digest: 8, time: 9 };

test('the pieces of a state become one record, whatever their characters', () => {
  const bytes = writeSnapshot(session, 2, at, [json.slice(0, 20), '', json.slice(20)]);
  expect(bytes).toBe(Buffer.byteLength(JSON.stringify(readSnapshot(session, 2))));
  const parsed = JSON.parse(json) as typeof state;
  expect(readSnapshot(session, 2)).toEqual({ at, hash: hashSnapshot(parsed), state: parsed });
  expect(listFiles(session, 'snapshot.unfinished')).toEqual([]);
});

test('a snapshot that nobody could read as one string is not written, so the journal before it is kept', () => {
  const length = Buffer.byteLength(JSON.stringify(readSnapshot(session, 2)));
  writeSnapshot(session, 3, at, [json], length);
  expect(() => writeSnapshot(session, 4, at, [json], length - 1)).toThrow(
    `the snapshot would be longer than ${length - 1} bytes`,
  );
  expect(listFiles(session, 'snapshot')).toEqual([2, 3]);
  expect(listFiles(session, 'snapshot.unfinished')).toEqual([]);
});
