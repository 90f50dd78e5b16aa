/** Changes of the accounts file take effect while the exchange runs: within a second, without a restart. */
import { unwatchFile, watchFile } from 'node:fs';
import { readAccountsFile, type Doorkeeper } from '../../config/accounts-file.ts';
import type { ExchangeSetup } from '../../config/exchange-config.ts';
import type { Logger } from '../../runtime/log.ts';
import type { Gateway } from './gateway.ts';

/** A headless pit copies the file first and polls as often. */
const LOOK_INTERVAL_MS = 250;

export interface AccountsFollower {
  /** Undefined: any name may log in. */
  readonly file: string | undefined;
  readonly setup: ExchangeSetup;
  readonly doorkeeper: Doorkeeper;
  readonly gateway: Gateway;
  readonly log: Logger;
}

/** An unreadable file changes nothing. @returns a function that ends it */
export function followAccounts({ file, setup, doorkeeper, gateway, log }: AccountsFollower): () => void {
  if (file === undefined) return () => {};
  const onChange = (): void => {
    try {
      const listed = readAccountsFile(file);
      setup.useDeposits(listed);
      gateway.expel(doorkeeper.use(listed));
      log.info(`the accounts file lists ${Object.keys(listed).length} accounts now`);
    } catch (error) {
      log.error(`the accounts stay unchanged: ${(error as Error).message}`);
    }
  };
  watchFile(file, { interval: LOOK_INTERVAL_MS, persistent: false }, onChange);
  return () => unwatchFile(file, onChange);
}
