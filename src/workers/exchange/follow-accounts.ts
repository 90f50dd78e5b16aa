/** Applies changes of the accounts file while the exchange runs: within a second, without a restart. */
import { readAccountsFile, type Doorkeeper } from '../../config/accounts-file.ts';
import type { ExchangeSetup } from '../../config/exchange-config.ts';
import { followFile } from '../../runtime/follow-file.ts';
import type { Logger } from '../../runtime/log.ts';
import type { Logins } from './logins.ts';

export interface AccountsFollower {
  /** Path of the file. Undefined: any name may log in. */
  readonly file: string | undefined;
  readonly setup: ExchangeSetup;
  /** Names of the accounts of the session. */
  readonly accounts: () => readonly string[];
  readonly doorkeeper: Doorkeeper;
  readonly logins: Logins;
  readonly log: Logger;
}

/**
 * Follows the file. An unreadable one changes nothing. Accounts of the recovered session that the file lists no longer
 * lose their orders at once, which nobody else could cancel.
 * @returns a function that ends it
 */
export function followAccounts(follower: AccountsFollower): () => void {
  const { file, setup, doorkeeper, logins, log } = follower;
  if (file === undefined) return () => {};
  logins.expelAccounts(follower.accounts().filter((name) => !doorkeeper.admits(name)));
  let known = JSON.stringify(setup.listed);
  return followFile(file, () => {
    try {
      const listed = readAccountsFile(file);
      if (JSON.stringify(listed) === known) return;
      known = JSON.stringify(listed);
      setup.useDeposits(listed);
      logins.expelAccounts(doorkeeper.use(listed));
      log.info(`the accounts file lists ${Object.keys(listed).length} accounts now`);
    } catch (error) {
      log.error(`the accounts stay unchanged: ${(error as Error).message}`);
    }
  });
}
