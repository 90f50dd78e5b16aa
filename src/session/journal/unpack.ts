/**
 * Reads a `.botpit` file into a session's folder. The file may come from anybody.
 *
 * 1. It accepts only plain files named `journal/NUMBER.log` and `.snapshot`, from the top of the archive or from one
 *    folder in it, and chooses the names of the written files itself. It skips everything else.
 * 2. It decompresses the file piece by piece and bounds the total, the ratio and the number of entries.
 * 3. Writes block the thread, so the app runs this in a separate one.
 */
import { closeSync, createReadStream, existsSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { journalFolder, listFiles } from './journal-folder.ts';
import { JournalError } from './journal-error.ts';

const UNPACKED_BYTES_MAX = 64 * 1_024 ** 3;
/** Largest compression ratio. A journal compresses to a tenth, an attack to a thousandth. */
const RATIO_MAX = 100;
/** Size up to which any ratio is accepted. */
const ANY_RATIO_BYTES = 16 * 1_024 ** 2;
const ENTRIES_MAX = 100_000;

const PACKED = /^((?:[^/]+\/)*)journal\/(\d{6,}\.(?:log|snapshot))$/;

/**
 * @param folder folder to create
 * @throws JournalError when the file contains no session, or more than a session would
 */
export async function unpackSession(file: string, folder: string): Promise<void> {
  if (!existsSync(file)) throw new JournalError(`${file} is not there.`);
  mkdirSync(folder, { recursive: true });
  const target = new Target(folder);
  try {
    await readEntries(file, (entry) => target.take(entry));
  } catch (error) {
    if (error instanceof JournalError) throw error;
    throw new JournalError(`${file} is not a .botpit file, or is damaged: ${(error as Error).message}.`);
  } finally {
    target.close();
  }
  if (listFiles(folder, 'log').length === 0) throw new JournalError(`${basename(file)} holds no session.`);
}

async function readEntries(file: string, onEntry: (entry: ReadEntry) => void): Promise<void> {
  const packed = createReadStream(file);
  let problem: Error | null = null;
  let bytes = 0;
  const parser = new Parser({ strict: true, onReadEntry: onEntry });
  parser.on('error', (error) => (problem ??= error as Error));
  const parse = (piece: Buffer) => {
    bytes += piece.length;
    checkSize(file, bytes, packed.bytesRead);
    parser.write(piece);
  };
  const parsing = new Writable({
    write: (piece: Buffer, _encoding, done) => done(attempt(() => parse(piece)) ?? problem),
    final: (done) => done(attempt(() => parser.end()) ?? problem),
  });
  await pipeline(packed, createGunzip(), parsing);
}

function attempt(run: () => void): Error | null {
  try {
    run();
    return null;
  } catch (error) {
    return error as Error;
  }
}

function checkSize(file: string, bytes: number, packedBytes: number): void {
  const isTooLarge = bytes > UNPACKED_BYTES_MAX;
  if (!isTooLarge && bytes <= ANY_RATIO_BYTES + RATIO_MAX * packedBytes) return;
  const limit = isTooLarge ? `${UNPACKED_BYTES_MAX} bytes` : `${RATIO_MAX} times its own size`;
  throw new JournalError(`${file} unpacks to more than ${limit}, which no session does.`);
}

/** The folder to which entries are written. */
class Target {
  readonly #folder: string;
  /** Folder inside the archive. Null: there was no entry yet. */
  #prefix: string | null = null;
  #entries = 0;
  #file: number | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  take(entry: ReadEntry): void {
    this.#entries += 1;
    if (this.#entries > ENTRIES_MAX) throw new JournalError(`it holds more than ${ENTRIES_MAX} entries.`);
    const name = this.#nameOf(entry);
    if (name === null) {
      entry.resume();
      return;
    }
    mkdirSync(journalFolder(this.#folder), { recursive: true });
    const file = openSync(join(journalFolder(this.#folder), name), 'wx');
    this.#file = file;
    entry.on('data', (piece) => writeWhole(file, piece));
    entry.on('end', () => this.close());
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  /** @returns null when the entry is not part of a session */
  #nameOf({ path, type }: ReadEntry): string | null {
    if (type !== 'File' && type !== 'OldFile') return null;
    const [, prefix = '', name] = PACKED.exec(path.replace(/^(?:\.\/)+/, '')) ?? [];
    if (name === undefined || prefix.split('/').includes('..') || path.startsWith('/')) return null;
    this.#prefix ??= prefix;
    if (prefix !== this.#prefix) {
      throw new JournalError(`it holds several sessions: '${this.#prefix}' and '${prefix}'.`);
    }
    return name;
  }
}

function writeWhole(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
}
