/** The blows: the effect of each on a pit, and its immediate consequences. The caller checks what must hold after all of them. */
import { CSV_FILES } from '../../src/session/csv/csv-files.ts';
import { appendFileSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listFiles, segmentPath } from '../../src/session/journal/journal-folder.ts';
import { copySession } from './copy-session.ts';
import type { PitProcess } from './pit-process.ts';
import { recover, verify } from './session-check.ts';
import type { SmallDisk } from './small-disk.ts';

const STOPPED_MS = 2_000;
/** The first ten bytes of a record of 346. */
const TORN = Buffer.from([90, 1, 0, 0, 1, 2, 3, 4, 91, 91]);

/** Each with its weight. */
const BLOWS = {
  'kill -9 exchange': 35,
  'kill -9 relay': 10,
  'kill -9 a bot': 15,
  'kill -9 the app': 10,
  'kill -9 everything at once': 7,
  'stop the exchange for 2 s': 8,
  'tear the last write of journal and CSV': 7,
  'cut the journal short': 4,
  'flip a byte of the journal': 5,
  'flip a byte of a CSV file': 5,
  'fill the disk': 5,
} as const;
export type Blow = keyof typeof BLOWS;
export const BLOW_KINDS = Object.keys(BLOWS) as readonly Blow[];

export interface MonkeyOptions {
  readonly built: string;
  readonly pit: PitProcess;
  readonly session: string;
  readonly disk: SmallDisk;
  /** For copies of the session, which are damaged instead of it. */
  readonly copy: string;
  readonly random: () => number;
}

export class Monkey {
  readonly #options: MonkeyOptions;

  constructor(options: MonkeyOptions) {
    this.#options = options;
  }

  /** The kind whose turn it is. @param number 1 for the first blow */
  next(number: number): Blow {
    const possible = this.#possible();
    return possible[(number - 1) % possible.length] ?? 'kill -9 exchange';
  }

  /** A kind at random, by its weight. */
  pick(): Blow {
    const { random } = this.#options;
    const possible = this.#possible();
    let left = random() * possible.reduce((sum, blow) => sum + BLOWS[blow], 0);
    return possible.find((blow) => (left -= BLOWS[blow]) < 0) ?? 'kill -9 exchange';
  }

  #possible(): readonly Blow[] {
    return BLOW_KINDS.filter((blow) => blow !== 'fill the disk' || this.#options.disk.isSmall);
  }

  /** @returns faults, in words */
  async strike(blow: Blow): Promise<readonly string[]> {
    const { pit } = this.#options;
    switch (blow) {
      case 'kill -9 exchange':
        return this.#signal('exchange.js', 'SIGKILL');
      case 'kill -9 relay':
        return this.#signal('relay.js', 'SIGKILL');
      case 'kill -9 a bot':
        return this.#signal('bot.js', 'SIGKILL');
      case 'kill -9 the app':
        await pit.kill();
        return [];
      case 'kill -9 everything at once':
        await pit.killAll();
        return [];
      case 'stop the exchange for 2 s':
        this.#signal('exchange.js', 'SIGSTOP');
        await sleep(STOPPED_MS);
        return this.#signal('exchange.js', 'SIGCONT');
      case 'tear the last write of journal and CSV':
        return this.#tear();
      case 'cut the journal short':
        return this.#onCopy((copy) => this.#cutJournal(copy));
      case 'flip a byte of the journal':
        return this.#onCopy((copy) => this.#flipJournal(copy));
      case 'flip a byte of a CSV file':
        return this.#onCopy((copy) => this.#flipCsv(copy));
      case 'fill the disk':
        return this.#fillDisk();
    }
  }

  #signal(script: string, signal: NodeJS.Signals): readonly string[] {
    const { pit, random } = this.#options;
    const pids = pit.pidsOf(script);
    const pid = pids[Math.floor(random() * pids.length)];
    if (pid === undefined) return [`there is no ${script} to send ${signal}`];
    process.kill(pid, signal);
    return [];
  }

  /** The last write of each file is incomplete. */
  async #tear(): Promise<readonly string[]> {
    const { pit, session, random } = this.#options;
    await pit.killAll();
    appendFileSync(newestSegment(session), TORN);
    for (const file of CSV_FILES) truncate(join(session, file), 0.9 + 0.1 * random());
    return [];
  }

  /** Loses acknowledged orders, so it is done to a copy. */
  async #onCopy(damage: (copy: string) => Promise<readonly (string | false)[]>): Promise<readonly string[]> {
    const { pit, session, copy } = this.#options;
    await pit.kill();
    copySession(session, copy);
    const faults = await damage(copy);
    rmSync(copy, { recursive: true });
    return faults.filter((fault) => fault !== false);
  }

  /** Recovery continues from the last whole record. */
  async #cutJournal(copy: string) {
    const { built, random } = this.#options;
    truncate(newestSegment(copy), 0.2 + 0.8 * random());
    const recovered = await recover(built, copy);
    const verdict = await verify(built, copy);
    return [
      recovered.code !== 0 && `a journal that was cut short was not recovered: ${recovered.log}`,
      verdict.code !== 0 && `a journal that was cut short: ${verdict.said}${verdict.log}`,
    ];
  }

  /** The exchange reports the place, and starts only with the option to continue from there. */
  async #flipJournal(copy: string) {
    const { built, random } = this.#options;
    flipByte(segmentPath(copy, listFiles(copy, 'log')[0] ?? 1), 0.2 + 0.6 * random());
    // So that the recovery has to begin there. Without trades.csv it may begin later, if nobody had traded by then.
    rmSync(join(copy, 'performance.csv'));
    const refused = await recover(built, copy);
    const found = await verify(built, copy);
    const cut = await recover(built, copy, '--cut-damaged-journal');
    const verdict = await verify(built, copy);
    return [
      (refused.code !== 2 || !refused.log.includes('is damaged at byte')) &&
        `a damaged journal was not refused: ${refused.code} ${refused.log}`,
      found.code !== 1 && `a damaged journal was not found: ${found.said}`,
      cut.code !== 0 && `a damaged journal was not cut: ${cut.log}`,
      verdict.code !== 0 && `a damaged journal that was cut: ${verdict.said}${verdict.log}`,
    ];
  }

  /** Verification finds it, and the file can be rebuilt. */
  async #flipCsv(copy: string) {
    const { built, random } = this.#options;
    await recover(built, copy);
    const file = CSV_FILES[Math.floor(random() * CSV_FILES.length)] ?? 'trades.csv';
    flipByte(join(copy, file), random());
    const found = await verify(built, copy);
    const mended = await verify(built, copy, '--rebuild-csv');
    return [
      (found.code !== 1 || !found.said.includes(`${file}, line`)) &&
        `a wrong byte in ${file} was not found: ${found.said}`,
      mended.code !== 0 && `${file} was not rebuilt: ${mended.said}${mended.log}`,
    ];
  }

  /** The exchange gives up; the user makes room, and starts again. */
  async #fillDisk(): Promise<readonly string[]> {
    const { pit, disk } = this.#options;
    disk.fill();
    await pit.ended();
    disk.free();
    return pit.log.includes('ENOSPC') ? [] : [`a full disk was not named:\n${pit.log}`];
  }
}

function newestSegment(session: string): string {
  return segmentPath(session, listFiles(session, 'log').at(-1) ?? 1);
}

/** @param share of the file that stays */
function truncate(path: string, share: number): void {
  truncateSync(path, Math.floor(statSync(path).size * share));
}

/** @param where as a share of the file */
function flipByte(path: string, where: number): void {
  const bytes = readFileSync(path);
  const index = Math.floor(bytes.length * where);
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}
