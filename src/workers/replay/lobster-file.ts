/** The files of a LOBSTER sample: messages, read line by line, and the order book file that comes with them. */
import { open, readdir, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SetupError } from '../../runtime/failure.ts';
import { LineError, parseMessage, type LobsterMessage } from './lobster-message.ts';

/**
 * Messages of a file, of which only a few lines are in memory at a time.
 * @throws SetupError when the file cannot be read, or at the first line that is not a message
 */
export async function* readMessages(path: string): AsyncGenerator<LobsterMessage> {
  let row = 0;
  let timeNanos = 0;
  let blankRow: number | undefined;
  for await (const line of readLines(path)) {
    if (blankRow !== undefined) throw new LineError(blankRow, 'is empty, and more lines follow');
    if (line === '') {
      blankRow = row;
      continue;
    }
    const message = parseMessage(line, row);
    if (message.timeNanos < timeNanos)
      throw new LineError(row, `time ${line.split(',')[0]} is before the line above`);
    timeNanos = message.timeNanos;
    yield message;
    row += 1;
  }
}

/** @throws SetupError when the file cannot be read or is empty */
export async function readFirstLine(path: string): Promise<string> {
  for await (const line of readLines(path)) return line;
  throw new SetupError(`${path} is empty`);
}

/**
 * The order book file next to a message file: its name with `orderbook` in place of `message`, or the only file whose
 * name begins like that, such as an excerpt.
 */
export async function findOrderBook(messagePath: string): Promise<string | undefined> {
  const name = basename(messagePath);
  if (!name.includes('message')) return undefined;
  const folder = dirname(messagePath);
  const exact = name.replace('message', 'orderbook');
  const stem = exact.replace(/\.csv$/, '');
  const found = (await readdir(folder)).filter((file) => file.startsWith(stem) && file.endsWith('.csv'));
  if (found.includes(exact)) return join(folder, exact);
  if (found.length > 1) {
    throw new SetupError(
      `${found.join(' and ')} both look like its order book; choose one with --order-book`,
    );
  }
  return found[0] === undefined ? undefined : join(folder, found[0]);
}

async function* readLines(path: string): AsyncGenerator<string> {
  const file = await openFile(path);
  try {
    yield* file.readLines();
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw new SetupError(`${path} cannot be read: ${(error as Error).message}`);
  }
}
