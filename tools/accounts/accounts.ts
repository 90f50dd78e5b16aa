// npm run accounts: adds, removes and lists the accounts of a pit.

import { runMain } from '../lib/command-line.ts';
import { editAccounts } from './edit-accounts.ts';

await runMain(() => editAccounts(process.argv.slice(2), console.log));
