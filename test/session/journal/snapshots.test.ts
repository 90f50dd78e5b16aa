/** Threads make snapshots, one after the other, and report failures. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, expect, test, vi } from 'vitest';
import type { Logger } from '../../../src/runtime/log.ts';
import { Snapshots } from '../../../src/session/journal/snapshots.ts';
import { copyState, type StateCopy } from '../../../src/session/journal/state-copy.ts';
import { at, openExchange, placeOrder } from '../../../tools/bench/exchange.ts';
import { apply } from '../../../src/engine/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'botpit-snapshots-'));
afterAll(() => rmSync(folder, { recursive: true }));
/**
 * Answers with an error that consists of its thread, the session, the types of the copy's parts and the segment; for
 * segment 13 it fails, for 15 it ends without an answer, and a segment from 100 on becomes a snapshot of as many bytes.
 */
const script = join(folder, 'thread.mjs');
writeFileSync(
  script,
  `import { parentPort, threadId } from 'node:worker_threads';
let parts = [];
parentPort.on('message', ({ part, session, segment, at }) => {
  if (part !== undefined) return void parts.push(part.type);
  if (segment === 13) throw new Error('out of luck');
  if (segment === 15) process.exit();
  if (segment >= 100) return parentPort.postMessage({ bytes: segment });
  parentPort.postMessage({ error: threadId + ' ' + session + ' ' + (at === null ? '' : parts.join(' ') + ' of seq ' + at.seq + ' ') + segment });
});`,
);

function watched(thread = pathToFileURL(script)) {
  const warnings: string[] = [];
  const log = { warn: (text: string) => warnings.push(text) } as unknown as Logger;
  const snapshots = new Snapshots(thread, log);
  const make = (segment: number, copy: (() => StateCopy) | null = null, journalBytes = 0) =>
    snapshots.make(
      { session: 's', segment, keepsJournal: true },
      copy === null ? null : { at: { seq: 5, digest: 1, time: 2 }, copy, journalBytes },
    );
  const warned = (count: number) => vi.waitFor(() => expect(warnings).toHaveLength(count), 30_000);
  return { snapshots, make, warned, warnings };
}

test('each snapshot has a thread of its own, and those that come meanwhile are left out', async () => {
  const { snapshots, make, warned, warnings } = watched();
  make(2);
  for (const segment of [3, 4])
    make(segment, () => {
      throw new Error('the state is copied for nothing');
    });
  await warned(1);
  make(5);
  await warned(2);
  expect(warnings.map((text) => text.slice(-1))).toEqual(['2', '5']);
  const threads = new Set(warnings.map((text) => /: (\d+) s \d$/.exec(text)?.[1]));
  expect(threads.size).toBe(2);
  expect(warnings[1]).toMatch(/^no snapshot before segment 5; a recovery takes longer: \d+ s 5$/);
  await snapshots.close();
});

test('a thread ends with its snapshot', async () => {
  const { snapshots, make, warned } = watched();
  const terminate = vi.spyOn(Worker.prototype, 'terminate');
  make(2);
  await warned(1);
  expect(terminate).toHaveBeenCalledOnce();
  await snapshots.close();
  expect(terminate).toHaveBeenCalledOnce();
});

test('the thread receives all parts of a copy before the request', async () => {
  const { snapshots, make, warned, warnings } = watched();
  const state = openExchange({ accounts: 1, deposit: 1_000_000 });
  apply(state, placeOrder({ operation: 0, account: 0, side: 'buy', lots: 1, price: 99_000 }), at(0));
  make(6, () => copyState(state));
  await warned(1);
  expect(warnings[0]).toMatch(/: \d+ s frame list orders of seq 5 6$/);
  await snapshots.close();
});

test('the memory of a copy is shared with the thread, because a transfer would slow the exchange down', async () => {
  const { snapshots, make, warned } = watched();
  const state = openExchange({ accounts: 1, deposit: 1_000_000 });
  apply(state, placeOrder({ operation: 0, account: 0, side: 'buy', lots: 1, price: 99_000 }), at(0));
  const copy = copyState(state);
  const next = vi.spyOn(copy.orders, 'next');
  make(6, () => copy);
  await warned(1);
  expect(next.mock.results[0]?.value.bytes.length).toBeGreaterThan(0);
  await snapshots.close();
});

/** A copy of several parts, and whether it has ended. */
function watchedCopy(): { copy: StateCopy; hasEnded: () => boolean } {
  const state = openExchange({ accounts: 1_000, deposit: 1_000 });
  const copy = copyState(state);
  let hasEnded = false;
  const end = (): void => {
    hasEnded = true;
    copy.end();
  };
  return { copy: { ...copy, end }, hasEnded: () => hasEnded };
}

test('an exchange that closes while it makes a copy makes no further part of it and reports nothing', async () => {
  const { snapshots, make, warnings } = watched();
  const { copy, hasEnded } = watchedCopy();
  const next = vi.spyOn(copy.orders, 'next');
  make(7, () => copy);
  expect(hasEnded()).toBe(false);
  await snapshots.close();
  await vi.waitFor(() => expect(hasEnded()).toBe(true));
  expect(next).not.toHaveBeenCalled();
  expect(warnings).toEqual([]);
});

const MEBIBYTE = 1_024 * 1_024;

test.each([
  { what: 'the length of the last one', bytes: 2_000, wait: 2_000 },
  { what: '16 MiB, if that is less', bytes: 17 * MEBIBYTE, wait: 16 * MEBIBYTE },
])('the next snapshot waits until the journal has grown by $what', async ({ bytes, wait }) => {
  const { snapshots, make } = watched();
  const start = 7_000;
  const copied: number[] = [];
  const makeAt = (journalBytes: number) => {
    const copy = () => {
      copied.push(journalBytes);
      return watchedCopy().copy;
    };
    make(bytes, copy, journalBytes);
  };
  makeAt(start);
  // Both are left out until the thread is free.
  await vi.waitFor(() => {
    makeAt(start + wait - 1);
    makeAt(start + wait);
    expect(copied).toEqual([start, start + wait]);
  });
  await snapshots.close();
});

test('a replay of the journal does not wait, whatever the length of the last snapshot', async () => {
  const { make, snapshots, warned, warnings } = watched();
  make(100);
  // It is left out until the thread is free.
  await vi.waitFor(() => {
    make(8);
    expect(warnings).toHaveLength(1);
  });
  await warned(1);
  await snapshots.close();
});

test.each([
  { what: 'fails', segment: 13, reason: 'out of luck' },
  { what: 'ends without an answer', segment: 15, reason: 'its thread has ended' },
])('a thread that $what is reported, and the next task gets a new one', async ({ segment, reason }) => {
  const { snapshots, make, warned, warnings } = watched();
  make(segment);
  await warned(1);
  expect(warnings[0]).toBe(`no snapshot before segment ${segment}; a recovery takes longer: ${reason}`);
  make(segment + 1);
  await warned(2);
  expect(warnings[1]).toMatch(new RegExp(` s ${segment + 1}$`));
  await snapshots.close();
});

test('a thread that fails after its answer does not end the next task', async () => {
  const { snapshots, make, warned, warnings } = watched();
  // The first thread stays, so that its failure comes after its answer and during the next task for certain.
  const terminate = vi.spyOn(Worker.prototype, 'terminate').mockResolvedValueOnce(0);
  make(17);
  await warned(1);
  const answered = terminate.mock.contexts.at(-1) as Worker;
  make(18);
  answered.emit('error', new Error('too late'));
  await warned(2);
  expect(warnings.map((text) => text.slice(-5))).toEqual([' s 17', ' s 18']);
  await answered.terminate();
  await snapshots.close();
});

test('an exchange for which the system has no thread left goes on without snapshots', () => {
  const { make, warnings } = watched(new URL('https://thread.example'));
  for (const segment of [2, 3]) make(segment);
  expect(warnings).toEqual([
    expect.stringContaining('before segment 2;'),
    expect.stringContaining('before segment 3;'),
  ]);
});
