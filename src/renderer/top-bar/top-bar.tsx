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
      {/* The content policy of a page from a web server allows only that server's relay. */}
      {hasPit && !isPlayback && <RelayForm />}
      <ConnectionPill />
    </header>
  );
}
