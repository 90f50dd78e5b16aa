import './bots-panel.css';
import { PanelFrame } from '../layout/panel-frame.tsx';
import { usePit } from '../pit/pit-store.ts';
import { keyOf } from '../pit/same-processes.ts';
import { BotPicker } from './bot-picker.tsx';
import { ProcessCard } from './process-card.tsx';

export function BotsPanel() {
  return (
    <PanelFrame id="bots" market={false}>
      <BotPicker />
      <ProcessList />
    </PanelFrame>
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
