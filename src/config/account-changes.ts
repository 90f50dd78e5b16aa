/** What a changed accounts file means for each account, in a line for the operator. */
import type { AccountsFile } from './accounts-file.ts';

type Terms = AccountsFile[string];

/** Largest number of lines. A class may add hundreds of accounts at once. */
const LINES_MAX = 50;

/** @returns a line for each account that was added, removed or changed, in the order of the files */
export function accountChanges(former: AccountsFile, listed: AccountsFile): readonly string[] {
  const removed = Object.keys(former).filter((name) => !Object.hasOwn(listed, name));
  const lines = [
    ...removed.map((name) => `account ${name} was removed: it is disconnected, and its orders are cancelled`),
    ...Object.entries(listed).flatMap(([name, terms]) => changesOf(name, former[name], terms)),
  ];
  const more = lines.length - LINES_MAX;
  return more <= 0 ? lines : [...lines.slice(0, LINES_MAX), `and ${more} more changes of accounts`];
}

function changesOf(name: string, former: Terms | undefined, terms: Terms): readonly string[] {
  if (former === undefined) {
    const role = terms.operator === true ? ', as an operator' : '';
    return [`account ${name} was added${role}, with ${depositText(terms)}`];
  }
  const lines: string[] = [];
  if (former.tokenHash !== terms.tokenHash)
    lines.push(`account ${name} has another token: it is disconnected, and its orders are cancelled`);
  if (former.deposit !== terms.deposit)
    lines.push(
      `account ${name} has ${depositText(terms)} instead of ${depositText(former)}, which counts at its first login`,
    );
  if ((former.operator ?? false) !== (terms.operator ?? false))
    lines.push(`account ${name} is ${terms.operator === true ? 'an operator now' : 'no operator any more'}`);
  return lines;
}

function depositText({ deposit }: Terms): string {
  return deposit === undefined ? 'the usual deposit' : `a deposit of ${deposit}`;
}
