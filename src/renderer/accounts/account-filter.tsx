import { setUi, useUi } from '../ui/ui-store.ts';

export function AccountFilter() {
  const filter = useUi((ui) => ui.accountFilter);
  return (
    <input
      id="account-filter"
      className="account-filter"
      type="search"
      placeholder="Filter (F)"
      aria-label="Filter accounts by name"
      spellCheck={false}
      value={filter}
      onChange={({ target }) => setUi({ accountFilter: target.value })}
      onKeyDown={({ key }) => {
        if (key === 'Escape') setUi({ accountFilter: '' });
        if (key === 'Escape' || key === 'Enter' || key === 'ArrowDown')
          document.getElementById('accounts-grid')?.focus();
      }}
    />
  );
}
