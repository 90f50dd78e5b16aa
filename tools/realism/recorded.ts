/** The tape of a recorded session, rebuilt from its journal. */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { MarketEvent } from '../../src/contract/events.ts';
import { Replica } from '../../src/contract/replica.ts';
import { withUnpacked } from '../../src/session/journal/unpacked.ts';
import { writeEvents } from '../../src/workers/export-events/write-events.ts';
import { TapeRecorder, type Tape } from './tape.ts';

const MICROS_PER_SECOND = 1e6;

/** @param path path of a session's folder or .botpit file @param symbol instrument; undefined: the first one */
export async function recordedTape(path: string, symbol?: string): Promise<Tape> {
  const folder = await mkdtemp(join(tmpdir(), 'botpit-realism-'));
  const file = join(folder, 'events.jsonl');
  const write = (session: string) =>
    writeEvents({
      format: 'events',
      session,
      file,
      signal: new AbortController().signal,
      onProgress: () => {},
    });
  try {
    await (path.endsWith('.botpit') ? withUnpacked(path, write) : write(path));
    return await tapeOf(file, symbol);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Events with the same time belong to one command and are applied together. */
async function tapeOf(file: string, symbol: string | undefined): Promise<Tape> {
  const replica = new Replica();
  const tape = new TapeRecorder();
  let batch: MarketEvent[] = [];
  let looked = 0;
  const take = () => {
    const taken = replica.apply(batch);
    const last = taken.at(-1);
    const market = symbol === undefined ? [...replica.markets.values()][0] : replica.markets.get(symbol);
    batch = [];
    if (last === undefined || market === undefined) return;
    tape.observed(taken, market);
    const second = Math.floor(last.time / MICROS_PER_SECOND);
    if (second > looked) tape.look(market);
    looked = Math.max(looked, second);
  };
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const event = JSON.parse(line) as MarketEvent;
    if (batch.length > 0 && batch[0]?.time !== event.time) take();
    batch.push(event);
  }
  take();
  return tape;
}
