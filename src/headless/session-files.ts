/**
 * The exchange reads its options from files in the session's folder, which also record how the session was set up.
 * Only the exchange's user may read them.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PIT_INSTRUMENT, type Instrument } from '../contract/instrument.ts';
import type { Room } from '../contract/room.ts';
import { accountChanges } from '../config/account-changes.ts';
import type { AccountsFile } from '../config/accounts-file.ts';
import { openSession, removeUnused } from '../pit/sessions.ts';
import type { PitSession } from '../pit/pit-options.ts';
import { followFile } from '../runtime/follow-file.ts';
import type { Logger } from '../runtime/log.ts';
import { OptionError } from '../runtime/options.ts';
import { recordedSetup } from '../session/journal/recorded-setup.ts';
import { listedAccounts, withHouseAccounts } from './house-accounts.ts';
import { exchangePart, type HeadlessOptions } from './options.ts';

const EXCHANGE_FILE = 'exchange.json';
const ACCOUNTS_FILE = 'accounts.json';
const OWNER_ONLY = 0o600;

/** @param room room that the pit opens @throws OptionError when both the room and the options name instruments */
export function instrumentsOf(
  { instruments, dataDir, room: name }: HeadlessOptions,
  room: Room | null,
): readonly Instrument[] {
  if (room === null || room.instruments.length === 0) {
    const recorded = dataDir === undefined ? undefined : recordedSetup(resolve(dataDir))?.instruments;
    return instruments ?? recorded ?? [PIT_INSTRUMENT];
  }
  if (instruments === undefined) return room.instruments;
  throw new OptionError(
    `--room ${name} names its instruments: leave out --instruments, or choose another room.`,
  );
}

/** Writes the files of a session. Rejects with a sentence for the user. */
export async function prepareSession(
  options: HeadlessOptions,
  room: Room | null,
  botTokens: ReadonlyMap<string, string>,
): Promise<PitSession> {
  const listed = listedAccounts(options, botTokens);
  const part = exchangePart({ ...options, accounts: withHouseAccounts(options.accounts, botTokens) });
  try {
    const folder = resolve(options.dataDir ?? (await openSession(resolve('sessions'), new Date())));
    await mkdir(folder, { recursive: true });
    const instruments = instrumentsOf(options, room);
    const accounts = listed === null ? {} : { accountsFile: await writeAccounts(folder, listed) };
    const config = await write(folder, EXCHANGE_FILE, { ...part, instruments, ...accounts });
    const session = { folder, exchangeArgs: [`--config=${config}`] };
    if (options.dataDir !== undefined) return session;
    return { ...session, removeIfUnused: () => removeUnused(folder, [EXCHANGE_FILE, ACCOUNTS_FILE]) };
  } catch (error) {
    throw new Error(`The session's folder cannot be written: ${(error as Error).message}.`, { cause: error });
  }
}

/**
 * Copies changes of the operator's accounts file to the session's folder, where the exchange reads them, and logs each.
 * @returns a function that ends it
 */
export function followAccounts(
  options: HeadlessOptions,
  botTokens: ReadonlyMap<string, string>,
  folder: string,
  log: Logger,
): () => void {
  const { accountsFile } = options;
  if (accountsFile === undefined) return () => {};
  let former = listedAccounts(options, botTokens) ?? {};
  const copy = async (): Promise<void> => {
    try {
      const listed = listedAccounts(options, botTokens) ?? {};
      const changes = accountChanges(former, listed);
      former = listed;
      await writeAccounts(folder, listed);
      for (const change of changes) log.info(change);
    } catch (error) {
      log.error(`the accounts stay unchanged: ${(error as Error).message}`);
    }
  };
  return followFile(accountsFile, () => void copy());
}

function writeAccounts(folder: string, accounts: AccountsFile): Promise<string> {
  return write(folder, ACCOUNTS_FILE, { accounts });
}

/** Writes a file. The exchange sees the old content or the new, never a part of it. @returns the file's path */
async function write(folder: string, name: string, content: object): Promise<string> {
  const file = join(folder, name);
  await writeFile(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: OWNER_ONLY });
  await rename(`${file}.new`, file);
  return file;
}
