/** Measures the shipped player's time from a seek request to the last event of that moment at a reader. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { parseFrame, type MarketEvent } from '../../../src/contract/events.ts';
import { Replica } from '../../../src/contract/replica.ts';
import { listFiles, segmentPath } from '../../../src/session/journal/journal-folder.ts';
import { builtScript } from '../../lib/built-script.ts';
import { seededRandom, seededShares } from '../random.ts';
import { RecordedSession } from './recorded-session.ts';

export interface SeekBenchOptions {
  /** Folder of the built workers. */
  readonly built: string;
  readonly commands: number;
  readonly seeks: number;
  readonly seed: number;
  readonly onStep: (words: string) => void;
}

interface Announced {
  readonly event: string;
  readonly ports?: { readonly player: number };
  readonly state?: string;
  readonly seq?: number;
  readonly last?: { readonly seq: number };
}

/** @returns lines to print @throws Error when a reader arrives at another moment than requested */
export async function runSeekBench(options: SeekBenchOptions): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'botpit-seek-'));
  try {
    const events = record(folder, options);
    const { first, again } = await measure(folder, options);
    const segments = listFiles(folder, 'log');
    const bytes = segments.reduce((sum, number) => sum + statSync(segmentPath(folder, number)).size, 0);
    return [
      `${options.commands} commands, ${events} events, ${segments.length} segments, ${(bytes / 1e6).toFixed(0)} MB`,
      `seek → arrival at a reader, ${first.length} random moments: ${figures(first)}`,
      `the same moments a second time: ${figures(again)}`,
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function record(folder: string, { commands, seed, onStep }: SeekBenchOptions): number {
  onStep(`recording ${commands} commands`);
  let events = 0;
  new RecordedSession({
    folder,
    commands,
    accounts: 50,
    random: seededShares(seed),
    onEvents: (announced) => (events += announced.length),
  }).run();
  return events;
}

async function measure(folder: string, { built, seeks, seed, onStep }: SeekBenchOptions) {
  const child = fork(builtScript(built, 'play'), [folder, '--port=0', '--paused'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  try {
    const { port, last } = await openingOf(child);
    const reader = await Reader.open(port);
    const random = seededRandom(seed + 1);
    const targets = Array.from({ length: seeks }, () => random(last));
    const rounds: number[][] = [];
    for (const round of ['first', 'second']) {
      onStep(`${round} round of ${seeks} seeks`);
      const times: number[] = [];
      for (const target of targets) times.push(await reader.seek(child, target));
      rounds.push(times);
    }
    reader.close();
    return { first: rounds[0] ?? [], again: rounds[1] ?? [] };
  } finally {
    child.kill();
  }
}

async function openingOf(child: ChildProcess): Promise<{ readonly port: number; readonly last: number }> {
  let port: number | undefined;
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const announced = JSON.parse(line) as Announced;
    port ??= announced.ports?.player;
    if (port !== undefined && announced.last !== undefined) return { port, last: announced.last.seq };
  }
  throw new Error('the player ended before it was ready');
}

class Reader {
  readonly #socket: WebSocket;
  readonly #replica = new Replica();
  #wake: () => void = () => {};

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      const events = parseFrame((data as Buffer).toString());
      this.#replica.apply(events.filter((event): event is MarketEvent => event.type !== 'ignored'));
      this.#wake();
    });
  }

  static async open(port: number): Promise<Reader> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
    const reader = new Reader(socket);
    await once(socket, 'open');
    return reader;
  }

  /** @returns milliseconds until the replica has arrived, in a separate run */
  async seek(child: ChildProcess, seq: number): Promise<number> {
    const before = this.#replica.status?.epoch;
    const startMs = performance.now();
    child.send({ type: 'seek', to: { seq } });
    while (this.#replica.status?.epoch === before || this.#replica.seq < seq) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const ms = performance.now() - startMs;
    if (!this.#replica.inSync || this.#replica.holes > 0) throw new Error(`a hole after the seek to ${seq}`);
    return ms;
  }

  close(): void {
    this.#socket.terminate();
  }
}

function figures(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => `${Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0)} ms`;
  return `median ${at(0.5)}, p95 ${at(0.95)}, longest ${at(1)}`;
}
