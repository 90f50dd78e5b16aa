import './bots-panel.css';
import { PanelFrame } from '../layout/panel-frame.tsx';
import { isRemote } from '../pit/relay-address.ts';
import { usePit } from '../pit/pit-store.ts';
import { keyOf } from '../pit/same-processes.ts';
import { BotPicker } from './bot-picker.tsx';
import { ProcessCard } from './process-card.tsx';

export function BotsPanel() {
  return (
    <PanelFrame id="bots" market={false}>
      <RemoteNote />
      <BotPicker />
      <ProcessList />
    </PanelFrame>
  );
}

/** While the screen shows another machine's relay, the bots still belong to this machine. */
function RemoteNote() {
  const isRemoteShown = usePit((pit) => pit.hasPit && isRemote(pit, null));
  if (!isRemoteShown) return null;
  return (
    <p className="remote-note" data-testid="remote-note">
      The market on screen is another pit’s. Start and Add act on the pit of this machine.
    </p>
  );
}

function ProcessList() {
  const processes = usePit((pit) => pit.state?.processes);
  if (processes === undefined || processes.length === 0) {
    return <p className="quiet">No processes. They appear here when the pit starts.</p>;
  }
  return (
    <ul className="processes" aria-label="Processes">
      {processes.map((process) => (
        <ProcessCard key={keyOf(process)} process={process} />
      ))}
    </ul>
  );
}
