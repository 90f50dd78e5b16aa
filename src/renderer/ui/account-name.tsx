import { splitName } from '../format/names.ts';

/** A name that is too long is cut before its end, which tells it from the others. */
export function AccountName({ account }: { readonly account: string }) {
  const [start, end] = splitName(account);
  return (
    <span className="account-name">
      <span className="start">{start}</span>
      <span className="end">{end}</span>
    </span>
  );
}
