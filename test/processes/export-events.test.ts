/** The command writes a session's events as JSON lines: the same bytes that the exchange sent, also after a crash. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { trade } from '../support/recorded-session.ts';
import { Bench } from '../support/workers.ts';

let bench: Bench;
let frames: string[];
beforeEach(() => {
  bench = new Bench();
  frames = [];
});
afterEach(() => bench.end());

const path = (name: string) => join(bench.folder, name);

async function exported(session: string, file: string) {
  const worker = bench.worker('export-events', session, file);
  return { code: await worker.exited, said: worker.stderr, announced: worker.announcements.all };
}

/** Orders, and the frames that the stream sent meanwhile. */
async function run(prefix: string): Promise<void> {
  const { exchange, orders, events } = await bench.open('--checkpoint-ms=50');
  const stream = await bench.socket(events);
  stream.on('message', (data) => frames.push((data as Buffer).toString()));
  await trade(bench, orders, prefix);
  await exchange.stop(prefix === 'x' ? 'SIGKILL' : 'SIGTERM');
}

test('a session with a crash in it, as a folder and as one file', async () => {
  await run('x');
  await run('y');
  const first = await exported(path('session'), path('events.jsonl'));
  expect(first).toMatchObject({ code: 0, said: expect.stringMatching(/\d+ events of .* are in /) });
  expect(first.announced.at(-1)).toEqual({ event: 'progress', share: 1 });

  const text = readFileSync(path('events.jsonl'), 'utf8');
  const lines = text.trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual(
    lines.map((_, index) => index + 1),
  );
  // The first frame is made for the reader alone; from the first trade on, every frame is of the stream.
  const live = frames.filter((frame) => frame.includes('"type":"trade"'));
  expect(live.length).toBeGreaterThan(10);
  const joined = lines.join(',');
  for (const frame of live) expect(joined).toContain(frame.slice(1, -1));

  const fills = bench.worker('export-events', path('session'), path('fills.csv'), '--format=fills');
  expect(await fills.exited).toBe(0);
  const [head, ...rows] = readFileSync(path('fills.csv'), 'utf8').trimEnd().split('\r\n');
  expect(head).toMatch(/^time,account,symbol,tradeId,.*,position,markout1s,markout10s,markout60s$/);
  expect(rows).toHaveLength(2 * lines.filter((line) => line.includes('"type":"trade"')).length);

  expect(await bench.worker('pack-session', path('session'), path('one.botpit')).exited).toBe(0);
  expect(await exported(path('one.botpit'), path('again.jsonl'))).toMatchObject({ code: 0 });
  expect(readFileSync(path('again.jsonl'), 'utf8') === text).toBe(true);
});

test('a folder without a session is refused in one line, and no file is written', async () => {
  const { code, said } = await exported(bench.folder, path('events.jsonl'));
  expect([code, said]).toEqual([
    2,
    `error: ${bench.folder} has no journal: it is not a session, or it ran with --durability memory.\n`,
  ]);
  expect(existsSync(path('events.jsonl'))).toBe(false);
});
