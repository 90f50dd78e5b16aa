import { useFeed } from '../feed/use-feed.ts';

export interface TapeFields {
  readonly account: string;
  readonly minQuantity: string;
  readonly large: string;
}

interface TapeFilterRowProps {
  readonly fields: TapeFields;
  readonly onChange: (fields: TapeFields) => void;
}

/** Fields for an account, a minimum size, and the size from which on a trade stands out. */
export function TapeFilterRow({ fields, onChange }: TapeFilterRowProps) {
  const accounts = [...useFeed().market.replica.positions.keys()];
  const field = (name: keyof TapeFields, label: string, placeholder: string) => (
    <input
      type="text"
      inputMode={name === 'account' ? 'text' : 'decimal'}
      list={name === 'account' ? 'tape-accounts' : undefined}
      aria-label={label}
      title={label}
      placeholder={placeholder}
      spellCheck={false}
      data-testid={`tape-${name}`}
      value={fields[name]}
      onChange={(event) => onChange({ ...fields, [name]: event.target.value })}
    />
  );
  return (
    <div className="tape-filter" role="group" aria-label="Filter of the trades">
      {field('account', 'Only trades of accounts whose name contains this', 'account')}
      {field('minQuantity', 'Only trades of this size or larger', 'size ≥')}
      {field('large', 'Trades of this size or larger stand out; empty: the largest 5 %', 'large ≥')}
      <datalist id="tape-accounts">
        {accounts.map((account) => (
          <option key={account} value={account} />
        ))}
      </datalist>
    </div>
  );
}
