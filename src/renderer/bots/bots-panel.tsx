import './bots-panel.css';
import './process-list.css';
import { Play, Square } from 'lucide-react';
import { useFeed } from '../feed/use-feed.ts';
import { runCommand } from '../commands/run-command.ts';
import { PanelFrame } from '../layout/panel-frame.tsx';
import { isRemote } from '../pit/relay-address.ts';
import { usePit, usePitStore } from '../pit/pit-store.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { groupsOf } from './bot-groups.ts';
import { filterBots, useBotList } from './bot-list.ts';
import { BotPicker } from './bot-picker.tsx';
import { ProcessGroupRows } from './process-group.tsx';

export function BotsPanel() {
  return (
    <PanelFrame id="bots" market={false} actions={<ListActions />}>
      <RemoteNote />
      <BotPicker />
      <ProcessList />
    </PanelFrame>
  );
}

/** Note that the bots belong to this machine even while the screen shows another machine's relay. */
function RemoteNote() {
  const isRemoteShown = usePit((pit) => pit.hasPit && isRemote(pit, null));
  if (!isRemoteShown) return null;
  return (
    <p className="remote-note" data-testid="remote-note">
      The market on screen is another pit’s. Start and Add act on the pit of this machine.
    </p>
  );
}

function ListActions() {
  const filter = useBotList((list) => list.filter);
  const pit = usePitStore();
  const feed = useFeed();
  const isOpen = usePit(({ state }) => state?.phase === 'running');
  const someRun = usePit(({ state }) =>
    state?.processes.some(({ kind, phase }) => kind === 'bot' && phase !== 'stopped' && phase !== 'failed'),
  );
  return (
    <>
      <input
        type="search"
        className="bot-filter"
        data-testid="bot-filter"
        aria-label="Filter the bots by name or strategy"
        placeholder="Filter"
        value={filter}
        spellCheck={false}
        onChange={({ target }) => filterBots(target.value)}
      />
      <IconButton
        icon={someRun === true ? Square : Play}
        label={someRun === true ? 'Stop all bots' : 'Start all bots'}
        data-testid="all-bots"
        disabled={!isOpen}
        onClick={() => runCommand(someRun === true ? 'stop-bots' : 'start-bots', { pit, feed })}
      />
    </>
  );
}

function ProcessList() {
  const processes = usePit((pit) => pit.state?.processes);
  const filter = useBotList((list) => list.filter);
  if (processes === undefined || processes.length === 0) {
    return <p className="quiet">No processes. They appear here when the pit starts.</p>;
  }
  const groups = groupsOf(processes, filter);
  if (groups.length === 0) return <p className="quiet">No process has this in its name or strategy.</p>;
  return (
    <div className="processes" role="region" aria-label="Processes" tabIndex={0}>
      {groups.map((group) => (
        <ProcessGroupRows key={group.id} group={group} />
      ))}
    </div>
  );
}
