/** The file with the latencies of a session's bots, written and read. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readLatencies, writeLatencies } from '../../src/session/latency-file.ts';

let session: string;
beforeEach(() => void (session = mkdtempSync(join(tmpdir(), 'botpit-latency-'))));
afterEach(() => rmSync(session, { recursive: true }));

test('what is written is read', async () => {
  const bots = {
    maker: { ackP50Ms: 0.5, ackP99Ms: 2, feedP50Ms: 0.25, feedP99Ms: 1 },
    mine: { ackP50Ms: 1, ackP99Ms: 1 },
  };
  await writeLatencies(session, bots);
  expect(readLatencies(session)).toEqual(bots);
});

test('a session whose bots got no reply has no file, and reading says what writes it', async () => {
  await writeLatencies(session, {});
  expect(() => readLatencies(session)).toThrow(
    `${session} has no latency.json. The app and npm run host write it when a session ends`,
  );
});

test('what is no session, or no such file, is one sentence', () => {
  const nowhere = join(session, 'nowhere');
  expect(() => readLatencies(nowhere)).toThrow(`${nowhere} is not the folder of a session.`);
  const path = join(session, 'latency.json');
  for (const content of ['{', '{"bots":{}}', '{"bots":{"a":{"ackP50Ms":-1,"ackP99Ms":2}}}']) {
    writeFileSync(path, content);
    expect(() => readLatencies(session)).toThrow(`${path} does not hold the latencies of bots.`);
  }
  rmSync(path);
  mkdirSync(path);
  expect(() => readLatencies(session)).toThrow('has no latency.json');
});
