/**
 * A seeded fuzzer of the ports: it sends frames that follow the protocol and frames that break it, while a canary trades.
 * In the end the canary has had the right replies, the session verifies as equal, every process still runs, and none has
 * taken much memory.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { seededRandom } from '../../src/contract/seeded-random.ts';
import { Attacker } from './attacker.ts';
import { Canary, CANARY_INSTRUMENT } from './canary.ts';
import { Targets } from './targets.ts';

const ATTACKERS = 24;
const MEMORY_GROWTH_BYTES_MAX = 150 * 1_024 * 1_024;
const STEP_FRAMES = 10_000;

export interface FuzzOptions {
  /** Folder of the built processes. */
  readonly built: string;
  /** Empty, for the session. */
  readonly folder: string;
  readonly seed: number;
  /** It ends after so many. */
  readonly frames: number;
  readonly onStep: (what: string) => void;
}

export interface FuzzReport {
  readonly frames: number;
  readonly connections: number;
  /** Frames by attack. */
  readonly attacks: ReadonlyMap<string, number>;
  readonly closeCodes: ReadonlyMap<string, number>;
  readonly canaryTrades: number;
  /** Of the canary's resting orders, sorted. */
  readonly latenciesMs: readonly number[];
  /** Peak memory of each process in bytes, before the attack and after it. */
  readonly memory: ReadonlyMap<string, readonly [before: number, after: number]>;
  /** Everything that is wrong, in words. */
  readonly faults: readonly string[];
  /** The output of `verify-session`. */
  readonly verdict: string;
}

export async function runFuzz({ built, folder, seed, frames, onStep }: FuzzOptions): Promise<FuzzReport> {
  const targets = new Targets(built);
  const session = join(folder, 'session');
  try {
    const ports = await targets.start(session, [DEFAULT_INSTRUMENT, CANARY_INSTRUMENT]);
    const canary = new Canary(ports, seededRandom(seed));
    await canary.open();
    await canary.round();
    const before = targets.peaks;
    const attacker = new Attacker(
      [
        { port: ports.orders, path: '/', weight: 6 },
        { port: ports.events, path: '/', weight: 1 },
        { port: ports.relay, path: '/', weight: 1 },
        { port: ports.relay, path: '/?every=100', weight: 2 },
      ],
      seededRandom(seed + 1),
    );
    const faults = await attackWhile(attacker, canary, frames, onStep);
    const memory = new Map(
      [...targets.peaks].map(([name, after]) => [name, [before.get(name) ?? 0, after] as const]),
    );
    for (const [name, [was, is]] of memory) {
      if (is - was > MEMORY_GROWTH_BYTES_MAX)
        faults.push(`${name} took ${Math.round((is - was) / 2 ** 20)} MiB`);
    }
    faults.push(...(await targets.stop()));
    const verdict = await verify(built, session);
    if (!verdict.endsWith('equal\n')) faults.push(`the session does not verify: ${verdict}`);
    return {
      frames: attacker.sent,
      connections: attacker.connections,
      attacks: attacker.frames,
      closeCodes: attacker.closeCodes,
      canaryTrades: canary.trades,
      latenciesMs: canary.latenciesMs.toSorted((one, other) => one - other),
      memory,
      faults,
      verdict,
    };
  } finally {
    targets.kill();
  }
}

/** @returns what the canary found */
async function attackWhile(
  attacker: Attacker,
  canary: Canary,
  frames: number,
  onStep: (what: string) => void,
): Promise<string[]> {
  const over = new AbortController();
  let reported = 0;
  const attack = async () => {
    while (attacker.sent < frames && !over.signal.aborted) {
      await attacker.strike();
      if (attacker.sent - reported < STEP_FRAMES) continue;
      reported = attacker.sent;
      onStep(`${reported} of ${frames} frames, ${canary.trades} trades of the canary`);
    }
  };
  const trading = (async () => {
    while (!over.signal.aborted) await canary.round();
  })();
  const failed = trading.then(
    () => null,
    (error: Error) => error.message,
  );
  await Promise.race([Promise.all(Array.from({ length: ATTACKERS }, attack)), failed]);
  over.abort();
  const failure = await failed;
  if (failure !== null) return [...canary.faults, failure];
  await canary.close();
  return [...canary.faults];
}

async function verify(built: string, session: string): Promise<string> {
  const run = promisify(execFile)(process.execPath, [join(built, 'verify-session.js'), session]);
  return run.then(
    ({ stdout }) => stdout,
    (error: { readonly stdout?: string; readonly stderr?: string }) =>
      `${error.stdout ?? ''}${error.stderr ?? ''}`,
  );
}
