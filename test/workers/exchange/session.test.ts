/** A session makes snapshots at the pace of its journal. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  compileMarkets,
  SEGMENT_BYTES,
  type ExchangeOptions,
  type ExchangeSetup,
} from '../../../src/config/exchange-config.ts';
import { DEFAULT_INSTRUMENT } from '../../../src/contract/instrument.ts';
import { createLogger } from '../../../src/runtime/log.ts';
import type { CsvSink } from '../../../src/session/csv/csv-sink.ts';
import { openSession } from '../../../src/workers/exchange/session.ts';

/** Makes the first snapshot, of one byte, and reports all others as failed. */
const THREAD = `import { parentPort } from 'node:worker_threads';
parentPort.on('message', ({ part, segment }) => {
  if (part === undefined) parentPort.postMessage(segment === 2 ? { bytes: 1 } : { error: 'not wanted' });
});`;
const MEBIBYTE = 1_024 * 1_024;
/** A segment is full with these. */
const ENTRIES = 17;

test('a snapshot is made again once the journal has grown', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'botpit-session-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const script = join(folder, 'thread.mjs');
  writeFileSync(script, THREAD);
  const instruments = [DEFAULT_INSTRUMENT];
  const markets = { instruments, moneyDecimals: 4, insuranceFund: 0 };
  const options = {
    ...markets,
    durability: 'os',
    keepJournal: true,
    orderEvents: false,
    segmentBytes: SEGMENT_BYTES,
    checkpointMs: 1_000,
  };
  const lines: string[] = [];
  const session = await openSession({
    folder,
    options: { ...options, cutDamagedJournal: false } as unknown as ExchangeOptions,
    setup: compileMarkets(markets) as ExchangeSetup,
    csv: { resume: () => 0 } as unknown as CsvSink,
    log: createLogger('warn', (line) => lines.push(line)),
    snapshotThread: pathToFileURL(script),
  });
  const { journal } = session;
  const warnings = ['x'.repeat(MEBIBYTE)];
  // A segment that is full before the thread has answered is left out.
  await vi.waitFor(() => {
    for (let entry = 0; entry < ENTRIES; entry += 1)
      journal?.append(0, 0, { type: 'checkpoint', digest: 0, warnings });
    journal?.commit();
    journal?.rollIfFull({ seq: 0, digest: 0, time: 0 });
    expect(lines.join('')).toContain('no snapshot before segment');
  }, 30_000);
  await session.close();
});
