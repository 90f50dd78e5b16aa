/**
 * A pit that trades while a seeded monkey kills, stops and damages it. After each blow, every acknowledged order is
 * there, every other order is there whole or not at all, the session verifies as equal (same events, and every invariant,
 * including the money), its CSV files hold every published trade once, and no process is left behind.
 */
import { join } from 'node:path';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { seededRandom } from '../../src/contract/seeded-random.ts';
import { freePort } from '../support/ports.ts';
import { Monkey, type Blow } from './monkey.ts';
import { PitProcess } from './pit-process.ts';
import { checkSession, verify } from './session-check.ts';
import { SmallDisk } from './small-disk.ts';
import { QUIET_INSTRUMENT, Witness } from './witness.ts';

/** Replies that the witness gets between two blows. */
const ANSWERS = 40;

export interface ChaosOptions {
  /** Folder of the built processes. */
  readonly built: string;
  /** Empty, for everything that is written. */
  readonly folder: string;
  readonly seed: number;
  readonly blows: number;
  /** Each kind of blow in its turn, as many as there are, instead of the most frequent ones most often. */
  readonly inTurn?: boolean;
  /** Longest duration. */
  readonly ms: number;
  /** Blows between two checks of the session's folder; the witness checks its orders after each blow. */
  readonly checkEvery: number;
  /** In the form of `--bots`. */
  readonly bots: string;
  readonly onStep: (what: string) => void;
  /** Ends the run after the current blow, with a report. */
  readonly signal?: AbortSignal;
}

export interface ChaosReport {
  /** Number of each. */
  readonly blows: ReadonlyMap<Blow, number>;
  /** True when the disk could be filled. */
  readonly hasSmallDisk: boolean;
  /** Faults, in words. */
  readonly faults: readonly string[];
  /** Acknowledged orders of the witness. */
  readonly acknowledged: number;
  readonly publishedTrades: number;
  /** Bots that ran after the last blow. */
  readonly bots: number;
  /** The output of `verify-session` for the whole session at the end. */
  readonly verdict: string;
}

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { built, folder, seed, bots } = options;
  const disk = new SmallDisk(join(folder, 'disk'));
  const ports = { orders: await freePort(), events: await freePort(), relay: await freePort() };
  const session = join(disk.folder, 'session');
  const instruments = [DEFAULT_INSTRUMENT, QUIET_INSTRUMENT];
  const pit = new PitProcess({ built, session, ports, bots, instruments });
  const random = seededRandom(seed);
  const monkey = new Monkey({ built, pit, session, disk, copy: join(folder, 'damaged'), random });
  const witness = new Witness(ports, seededRandom(seed + 1));
  try {
    await pit.start();
    const report = await new Chaos(options, pit, witness, session, monkey).run();
    return { ...report, hasSmallDisk: disk.isSmall };
  } finally {
    witness.close();
    await pit.kill();
    disk.close();
  }
}

class Chaos {
  readonly #options: ChaosOptions;
  readonly #pit: PitProcess;
  readonly #witness: Witness;
  readonly #session: string;
  readonly #monkey: Monkey;
  readonly #faults: string[] = [];
  readonly #blows = new Map<Blow, number>();

  constructor(options: ChaosOptions, pit: PitProcess, witness: Witness, session: string, monkey: Monkey) {
    this.#options = options;
    this.#pit = pit;
    this.#witness = witness;
    this.#session = session;
    this.#monkey = monkey;
  }

  async run(): Promise<Omit<ChaosReport, 'hasSmallDisk'>> {
    const { blows, ms, built, signal } = this.#options;
    const endMs = performance.now() + ms;
    const isOver = () => signal?.aborted === true || performance.now() >= endMs;
    for (let number = 1; number <= blows && !isOver(); number += 1) await this.#round(number);
    const bots = this.#pit.pidsOf('bot.js').length;
    await this.#pit.stop();
    const verdict = await verify(built, this.#session);
    if (verdict.code !== 0) this.#fault('at the end', `${verdict.said}${verdict.log}`);
    return {
      blows: this.#blows,
      faults: this.#faults,
      acknowledged: this.#witness.acknowledged,
      publishedTrades: this.#witness.trades.length,
      bots,
      verdict: verdict.said,
    };
  }

  async #round(number: number): Promise<void> {
    const { blows, inTurn = false, onStep, checkEvery } = this.#options;
    await this.#witness.answers(ANSWERS);
    const blow = inTurn ? this.#monkey.next(number) : this.#monkey.pick();
    onStep(`${number} of ${blows}: ${blow}`);
    this.#blows.set(blow, (this.#blows.get(blow) ?? 0) + 1);
    const faults = await this.#monkey.strike(blow);
    await this.#tradesOn();
    const found = [...faults, ...(await this.#check(number % checkEvery === 0))];
    for (const fault of found) this.#fault(`${number} (${blow})`, `${fault}\n${this.#pit.log}`);
  }

  /**
   * Waits for replies to the witness. A pit that has ended is opened again: it ends when the disk is full, and when one
   * of its processes has been killed more often within a minute than it restarts it.
   */
  async #tradesOn(): Promise<void> {
    const answered = this.#witness.answers(ANSWERS).then(() => true);
    for (let isTrading = false; !isTrading;) {
      if (!this.#pit.isRunning) await this.#pit.start();
      isTrading = await Promise.race([answered, this.#pit.exited.then(() => false)]);
      if (!isTrading) await this.#pit.ended();
    }
  }

  async #check(isWhole: boolean): Promise<readonly string[]> {
    const { built, folder } = this.#options;
    const published = [...this.#witness.trades];
    const copy = join(folder, 'copy');
    const faults = isWhole ? await checkSession(built, this.#session, copy, published) : [];
    const strays = this.#pit.strays().map((command) => `has lost its parent: ${command}`);
    return [...faults, ...strays, ...this.#witness.faults.splice(0)];
  }

  #fault(step: string, what: string): void {
    this.#faults.push(`${step}: ${what}`);
    this.#options.onStep(`FAULT ${step}: ${what}`);
  }
}
