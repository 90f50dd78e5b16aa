/** Address of the current relay, in a field in which the user can type another one. */
import { Ellipsis, House, Plug } from 'lucide-react';
import { IconButton } from '../ui/icon-button.tsx';
import { setUi } from '../ui/ui-store.ts';
import { useRelayField } from './use-relay-field.ts';

export function RelayForm() {
  const { inputRef, ...field } = useRelayField();
  return (
    <form className="relay-form" aria-label="Relay" noValidate onSubmit={field.submit} onBlur={field.leave}>
      <input
        ref={inputRef}
        type="text"
        inputMode="url"
        autoComplete="off"
        data-testid="relay-address"
        aria-label="Relay address"
        title={field.title}
        placeholder="ws://host:9010"
        spellCheck={false}
        value={field.shown}
        onFocus={() => field.setEditing(true)}
        onBlur={() => field.setEditing(false)}
        onChange={(event) => field.setTyped(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && field.setTyped(null)}
      />
      <IconButton
        type="submit"
        icon={Plug}
        label="Connect to this relay (Enter)"
        data-testid="relay-connect"
      />
      <IconButton
        icon={Ellipsis}
        label="Recent relays, and relays with a token"
        data-testid="relay-more"
        onClick={() => setUi({ relayDialogOpen: true })}
      />
      {field.isRemote && (
        <IconButton
          icon={House}
          label="Back to the relay of this machine"
          data-testid="relay-local"
          onClick={field.goLocal}
        />
      )}
    </form>
  );
}
