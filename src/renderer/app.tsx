import { DropTarget } from './layout/drop-target.tsx';
import { ExplainPanel } from './explain/explain-panel.tsx';
import { useSilenceWatch } from './feed/relay-state.ts';
import { useFreshness } from './feed/use-feed.ts';
import { Board } from './board/board.tsx';
import { useAlerts } from './chart/use-alerts.ts';
import { CommandPalette } from './commands/command-palette.tsx';
import { KeyMap } from './dialogs/key-map.tsx';
import { LabDialog } from './lab/lab-dialog.tsx';
import { RelayDialog } from './dialogs/relay-dialog.tsx';
import { WithLog } from './log/with-log.tsx';
import { Notices } from './layout/notices.tsx';
import { PlaybackBar } from './playback/playback-bar.tsx';
import { Workspace } from './layout/workspace.tsx';
import { usePublishedBots } from './pit/published-bots.ts';
import { useSelectionOfSession } from './pit/session-on-screen.ts';
import { useFollowedRelay } from './pit/use-relay.ts';
import { PhoneWorkspace } from './phone/phone-workspace.tsx';
import { StatusBar } from './status-bar/status-bar.tsx';
import { TopBar } from './top-bar/top-bar.tsx';
import { useAppearanceOnDocument } from './ui/use-appearance.ts';
import { useMedia } from './ui/use-media.ts';
import { useKeys } from './commands/use-keys.ts';
import { useUi } from './ui/ui-store.ts';

export function App() {
  useAppearanceOnDocument();
  useFollowedRelay();
  useSelectionOfSession();
  useKeys();
  useSilenceWatch();
  usePublishedBots();
  useAlerts();
  const freshness = useFreshness();
  const isBoard = useUi((ui) => ui.boardOpen);
  return (
    <div className="app" data-freshness={freshness} data-view={isBoard ? 'board' : 'panels'}>
      {isBoard ? <Board /> : <Panels />}
      <CommandPalette />
      <KeyMap />
      <RelayDialog />
      <LabDialog />
    </div>
  );
}

function Panels() {
  const isPhone = useMedia('(max-width: 699px)');
  return (
    <>
      <TopBar />
      <Notices />
      {isPhone ? (
        <PhoneWorkspace />
      ) : (
        <WithLog>
          <Workspace />
        </WithLog>
      )}
      <PlaybackBar />
      <StatusBar />
      <ExplainPanel />
      <DropTarget />
    </>
  );
}
