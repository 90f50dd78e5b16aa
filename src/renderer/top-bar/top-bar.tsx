import './top-bar.css';
import { usePit } from '../pit/pit-store.ts';
import { ConnectionPill } from './connection-pill.tsx';
import { MarketSummary } from './market-summary.tsx';
import { RewindButton } from './rewind-button.tsx';
import { RoomChoice } from './room-choice.tsx';
import { RelayForm } from './relay-form.tsx';
import { SessionClock } from './session-clock.tsx';
import { StartStop } from './start-stop.tsx';
import { SymbolSwitcher } from './symbol-switcher.tsx';

export function TopBar() {
  const hasPit = usePit((pit) => pit.hasPit);
  const isPlayback = usePit(({ playback }) => playback !== null);
  return (
    <header className="top-bar">
      <h1 className="brand">Botpit</h1>
      {hasPit && <StartStop />}
      {hasPit && <RoomChoice />}
      <SymbolSwitcher />
      <MarketSummary />
      <span className="filler" />
      <RewindButton />
      {!isPlayback && <SessionClock />}
      {/* A page that a host serves may speak to that host's relay alone: its policy says so. */}
      {hasPit && !isPlayback && <RelayForm />}
      <ConnectionPill />
    </header>
  );
}
