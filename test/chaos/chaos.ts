/**
 * A pit that trades while a seeded monkey kills, stops and damages it. After each blow: what was answered is there, what
 * was not is there wholly or not at all, the session verifies as equal, its CSV files hold every published trade once,
 * and no process is left behind.
 */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listFiles, segmentPath } from '../../src/workers/journal/segment.ts';
import { seededRandom } from '../../src/workers/bot/seeded-random.ts';
import { freePort } from '../support/ports.ts';
import { PitProcess } from './pit-process.ts';
import { checkSession, recover, verify } from './session-check.ts';
import { Witness } from './witness.ts';

/** Answers that the witness gets between two blows. */
const ANSWERS = 40;
const STOPPED_MS = 2_000;
const DISK_BYTES = 256 * 1_024 * 1_024;
const TMPFS_OPTIONS = `size=${DISK_BYTES}`;

const BLOWS = {
  'kill exchange': 40,
  'kill relay': 10,
  'kill bot': 15,
  'kill app': 10,
  'stop exchange for 2 s': 8,
  'tear journal and CSV': 7,
  'flip a byte of the journal': 5,
  'flip a byte of a CSV file': 5,
  'fill the disk': 5,
} as const;
export type Blow = keyof typeof BLOWS;

export interface ChaosOptions {
  /** Folder of the built processes. */
  readonly built: string;
  /** Empty, for everything that is written. */
  readonly folder: string;
  readonly seed: number;
  readonly blows: number;
  /** The session's folder is checked after every so many blows; the witness checks its orders after each. */
  readonly checkEvery: number;
  /** As `--bots` takes it. */
  readonly bots: string;
  readonly onStep: (what: string) => void;
}

export interface ChaosReport {
  /** How often each. */
  readonly blows: ReadonlyMap<Blow, number>;
  /** What must not be, in words. */
  readonly faults: readonly string[];
  /** Orders of the witness that were answered for. */
  readonly acknowledged: number;
  readonly publishedTrades: number;
  /** What `verify-session` said of the whole session at the end. */
  readonly verdict: string;
}

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const disk = new SmallDisk(join(options.folder, 'disk'));
  const ports = { orders: await freePort(), events: await freePort(), relay: await freePort() };
  const session = join(disk.folder, 'session');
  const pit = new PitProcess({ built: options.built, session, ports, bots: options.bots });
  await pit.start();
  const random = seededRandom(options.seed);
  const witness = new Witness(ports, seededRandom(options.seed + 1));
  try {
    return await new Chaos(options, pit, witness, session, disk, random).run();
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
  readonly #disk: SmallDisk;
  readonly #random: () => number;
  readonly #faults: string[] = [];
  readonly #blows = new Map<Blow, number>();

  constructor(
    options: ChaosOptions,
    pit: PitProcess,
    witness: Witness,
    session: string,
    disk: SmallDisk,
    random: () => number,
  ) {
    this.#options = options;
    this.#pit = pit;
    this.#witness = witness;
    this.#session = session;
    this.#disk = disk;
    this.#random = random;
  }

  async run(): Promise<ChaosReport> {
    const { blows, onStep, built, checkEvery } = this.#options;
    for (let number = 1; number <= blows; number += 1) {
      await this.#witness.answers(ANSWERS);
      const blow = this.#pick();
      onStep(`${number} of ${blows}: ${blow}`);
      this.#blows.set(blow, (this.#blows.get(blow) ?? 0) + 1);
      await this.#strike(blow);
      if (!this.#pit.isRunning) await this.#pit.start();
      await this.#witness.answers(ANSWERS);
      await this.#check(`${number} (${blow})`, number % checkEvery === 0);
    }
    await this.#pit.stop();
    const verdict = await verify(built, this.#session);
    if (verdict.code !== 0) this.#faults.push(`at the end: ${verdict.said}${verdict.log}`);
    return {
      blows: this.#blows,
      faults: this.#faults,
      acknowledged: this.#witness.acknowledged,
      publishedTrades: this.#witness.trades.length,
      verdict: verdict.said,
    };
  }

  #pick(): Blow {
    const possible = (Object.keys(BLOWS) as Blow[]).filter(
      (blow) => blow !== 'fill the disk' || this.#disk.isSmall,
    );
    let left = this.#random() * possible.reduce((sum, blow) => sum + BLOWS[blow], 0);
    return possible.find((blow) => (left -= BLOWS[blow]) < 0) ?? 'kill exchange';
  }

  async #strike(blow: Blow): Promise<void> {
    switch (blow) {
      case 'kill exchange':
        return this.#signal('exchange.js', 'SIGKILL');
      case 'kill relay':
        return this.#signal('relay.js', 'SIGKILL');
      case 'kill bot':
        return this.#signal('bot.js', 'SIGKILL');
      case 'kill app':
        return this.#pit.kill();
      case 'stop exchange for 2 s':
        this.#signal('exchange.js', 'SIGSTOP');
        await sleep(STOPPED_MS);
        return this.#signal('exchange.js', 'SIGCONT');
      case 'tear journal and CSV':
        return this.#tear();
      case 'flip a byte of the journal':
        return this.#flipJournal();
      case 'flip a byte of a CSV file':
        return this.#flipCsv();
      case 'fill the disk':
        return this.#fillDisk();
    }
  }

  #signal(script: string, signal: NodeJS.Signals): void {
    const pids = this.#pit.pidsOf(script);
    const pid = pids[Math.floor(this.#random() * pids.length)];
    if (pid !== undefined) process.kill(pid, signal);
  }

  /** The last write of each file did not get through. */
  async #tear(): Promise<void> {
    await this.#pit.kill();
    appendFileSync(this.#newestSegment(), Buffer.from([90, 1, 0, 0, 1, 2, 3, 4, 91, 91]));
    for (const file of ['trades.csv', 'performance.csv']) {
      const path = join(this.#session, file);
      truncateSync(path, Math.floor(statSync(path).size * (0.9 + 0.1 * this.#random())));
    }
  }

  /** On a copy: the exchange says where, and does not start. */
  async #flipJournal(): Promise<void> {
    const { built } = this.#options;
    await this.#pit.kill();
    const copy = this.#copy();
    const path = segmentPath(copy, listFiles(copy, 'log')[0] ?? 1);
    flipByte(path, 0.2 + 0.6 * this.#random());
    rmSync(join(copy, 'trades.csv')); // so that the recovery has to begin there
    const refused = await recover(built, copy);
    if (refused.code !== 2 || !refused.log.includes('is damaged at byte')) {
      this.#faults.push(`a damaged journal was not refused: ${refused.code} ${refused.log}`);
    }
    const verdict = await verify(built, copy);
    if (verdict.code !== 1) this.#faults.push(`a damaged journal was not found: ${verdict.said}`);
    rmSync(copy, { recursive: true });
  }

  /** On a copy: it is found, and the file can be made anew. */
  async #flipCsv(): Promise<void> {
    const { built } = this.#options;
    await this.#pit.kill();
    const copy = this.#copy();
    await recover(built, copy);
    flipByte(join(copy, 'performance.csv'), 0.1 + 0.8 * this.#random());
    const found = await verify(built, copy);
    if (found.code !== 1 || !found.said.includes('performance.csv, line')) {
      this.#faults.push(`a wrong byte in performance.csv was not found: ${found.said}`);
    }
    const mended = await verify(built, copy, '--rebuild-csv');
    if (mended.code !== 0) this.#faults.push(`performance.csv was not made anew: ${mended.said}`);
    rmSync(copy, { recursive: true });
  }

  /** The exchange gives up; the user makes room, and starts again. */
  async #fillDisk(): Promise<void> {
    this.#disk.fill();
    await this.#pit.ended();
    if (!this.#pit.log.includes('ENOSPC')) this.#faults.push(`a full disk was not named:\n${this.#pit.log}`);
    this.#disk.free();
  }

  async #check(step: string, isWhole: boolean): Promise<void> {
    const { built, folder } = this.#options;
    const published = [...this.#witness.trades];
    const copy = join(folder, 'copy');
    const faults = isWhole ? await checkSession(built, this.#session, copy, published) : [];
    for (const fault of [...faults, ...this.#witness.faults.splice(0)]) {
      this.#faults.push(`${step}: ${fault}\n${this.#pit.log}`);
    }
  }

  #copy(): string {
    const copy = join(this.#options.folder, 'damaged');
    cpSync(this.#session, copy, { recursive: true });
    return copy;
  }

  #newestSegment(): string {
    return segmentPath(this.#session, listFiles(this.#session, 'log').at(-1) ?? 1);
  }
}

/** @param where as a share of the file */
function flipByte(path: string, where: number): void {
  const bytes = readFileSync(path);
  const index = Math.floor(bytes.length * where);
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

/** A file system in memory that can be filled, where one may be made. */
class SmallDisk {
  readonly folder: string;
  readonly isSmall: boolean;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    this.isSmall = mounted(folder);
  }

  fill(): void {
    try {
      writeFileSync(this.#filler, Buffer.alloc(DISK_BYTES));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  free(): void {
    rmSync(this.#filler);
  }

  close(): void {
    if (this.isSmall) execFileSync('umount', ['-l', this.folder]);
  }

  get #filler(): string {
    return join(this.folder, 'filler');
  }
}

function mounted(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', TMPFS_OPTIONS, 'botpit', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // not root, or no Linux
  }
}
