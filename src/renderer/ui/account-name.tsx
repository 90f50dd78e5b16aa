import { splitName } from '../format/names.ts';

/** Name of an account. A long one is cut before its end, which distinguishes it from the others. */
export function AccountName({ account }: { readonly account: string }) {
  const [start, end] = splitName(account);
  return (
    <span className="account-name">
      <span className="start">{start}</span>
      <span className="end">{end}</span>
    </span>
  );
}
