import './relay-dialog.css';
import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { IconButton } from '../ui/icon-button.tsx';
import { setUi, useUi } from '../ui/ui-store.ts';
import { useRelayDialog } from './use-relay-dialog.ts';

const close = () => setUi({ relayDialogOpen: false });

export function RelayDialog() {
  const isOpen = useUi((ui) => ui.relayDialogOpen);
  return isOpen ? <OpenRelayDialog /> : null;
}

function OpenRelayDialog() {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => ref.current?.showModal(), []);
  const { address, token, state, setAddress, setToken, submit, follow } = useRelayDialog(close);
  return (
    <dialog
      ref={ref}
      className="relay-dialog"
      aria-labelledby="relay-title"
      data-testid="relay-dialog"
      onClose={close}
    >
      <header>
        <h2 id="relay-title">Connect to a relay</h2>
        <IconButton icon={X} label="Close (Esc)" onClick={close} />
      </header>
      <form noValidate onSubmit={submit}>
        <label htmlFor="relay-dialog-address">Address</label>
        <input
          id="relay-dialog-address"
          data-testid="relay-dialog-address"
          type="text"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          autoFocus
          placeholder="ws://host:9010 or wss://host:9010"
          value={address}
          onChange={(event) => setAddress(event.target.value)}
        />
        <label htmlFor="relay-dialog-token">Token</label>
        <input
          id="relay-dialog-token"
          data-testid="relay-dialog-token"
          type="password"
          autoComplete="off"
          placeholder="if the relay requires one"
          value={token}
          onChange={(event) => setToken(event.target.value)}
        />
        {state.problem !== null && (
          <p className="relay-problem" role="alert" data-testid="relay-problem">
            {state.problem}
          </p>
        )}
        <footer>
          {state.problem !== null && state.url !== null && (
            <button type="button" className="button" data-testid="relay-anyway" onClick={follow}>
              Keep trying in the background
            </button>
          )}
          <button
            type="submit"
            className="button primary"
            data-testid="relay-dialog-connect"
            disabled={state.isTrying}
          >
            {state.isTrying ? 'Trying' : 'Connect'}
          </button>
        </footer>
      </form>
      <Recent onPick={setAddress} />
    </dialog>
  );
}

function Recent({ onPick }: { readonly onPick: (address: string) => void }) {
  const recent = useUi((ui) => ui.recentRelays);
  if (recent.length === 0) return null;
  return (
    <section aria-label="Recent relays" className="recent-relays">
      <h3>Recent</h3>
      <ul>
        {recent.map((address) => (
          <li key={address}>
            <button type="button" data-testid="recent-relay" onClick={() => onPick(address)}>
              {address}
            </button>
            <IconButton
              icon={X}
              label={`Forget ${address}`}
              onClick={() => setUi({ recentRelays: recent.filter((other) => other !== address) })}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
