/** Choices of a closed pit: a new session or the last one, a room, strategies and the ports. */
import './start-screen.css';
import { FolderOpen, History, Play, Plug } from 'lucide-react';
import type { ReactNode } from 'react';
import { chooseFile } from '../bots/bot-draft.ts';
import { strategyLabel } from '../pit/bot-names.ts';
import { usePit } from '../pit/pit-store.ts';
import { setUi } from '../ui/ui-store.ts';
import { sessionTitle } from './session-title.ts';

const STRATEGIES_MAX = 5;
const NO_FILES: readonly string[] = [];

export function StartScreen() {
  const hasPit = usePit((pit) => pit.hasPit);
  return (
    <div className="start-screen">
      {hasPit && (
        <p>
          Botpit runs an exchange with play money on this computer: your bots trade there against others, and
          this window shows the market.
        </p>
      )}
      <p>The pit is closed. Start it, or connect to a relay.</p>
      {hasPit && (
        <>
          <MainActions />
          <dl>
            <Rooms />
            <Strategies />
            <Ports />
          </dl>
          <OtherActions />
        </>
      )}
    </div>
  );
}

function MainActions() {
  const start = usePit((pit) => pit.start);
  const runCommand = usePit((pit) => pit.runCommand);
  const last = usePit((pit) => pit.state?.sessionFolder);
  return (
    <div className="start-actions">
      <button type="button" className="button primary" data-testid="start-empty" onClick={() => void start()}>
        <Play size={14} aria-hidden /> Start
      </button>
      {last !== undefined && (
        <button
          type="button"
          className="button"
          data-testid="continue-last"
          title={`Recover ${last} and continue it with its instruments, positions and orders`}
          onClick={() => void runCommand('continue-last')}
        >
          <History size={14} aria-hidden /> Continue the {sessionTitle(last)}
        </button>
      )}
    </div>
  );
}

function Row({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Rooms() {
  const rooms = usePit((pit) => pit.settings?.rooms);
  const room = usePit((pit) => pit.settings?.room ?? null);
  const setRoom = usePit((pit) => pit.setRoom);
  if (rooms === undefined) return null;
  const choices = [{ name: 'none', about: 'No events: only the bots act on the market.', room: null }];
  return (
    <Row title="Room">
      <span className="segments" role="group" aria-label="Room of the next start">
        {[...choices, ...rooms.map(({ name, about }) => ({ name, about, room: name }))].map((choice) => (
          <button
            key={choice.name}
            type="button"
            title={choice.about}
            aria-pressed={choice.room === room}
            onClick={() => void setRoom(choice.room)}
          >
            {choice.name}
          </button>
        ))}
      </span>
    </Row>
  );
}

function Strategies() {
  const recent = usePit((pit) => pit.settings?.recentStrategies ?? NO_FILES);
  const runCommand = usePit((pit) => pit.runCommand);
  return (
    <Row title="Strategies">
      <span className="segments" role="group" aria-label="Recent strategies">
        {recent.slice(0, STRATEGIES_MAX).map((path) => (
          <button key={path} type="button" title={`Add a bot that runs ${path}`} onClick={() => choose(path)}>
            {strategyLabel(path)}
          </button>
        ))}
        <button type="button" title="Write a strategy file" onClick={() => void runCommand('new-strategy')}>
          New…
        </button>
      </span>
    </Row>
  );
}

function choose(path: string): void {
  chooseFile(path);
  document.getElementById('bot-name')?.focus();
}

function Ports() {
  const ports = usePit((pit) => pit.settings?.ports);
  const runCommand = usePit((pit) => pit.runCommand);
  if (ports === undefined) return null;
  const text = (['orders', 'events', 'relay'] as const).map((name) => `${name} ${portText(ports[name])}`);
  return (
    <Row title="Ports">
      <span className="ports">{text.join(' · ')}</span>
      <button
        type="button"
        className="text-button"
        title="Start the pit on ports that no other program uses"
        onClick={() => void runCommand('start-free-ports')}
      >
        Start on free ports
      </button>
    </Row>
  );
}

function portText(port: number): string {
  return port === 0 ? 'any' : String(port);
}

function OtherActions() {
  const openSession = usePit((pit) => pit.openSession);
  return (
    <div className="start-actions">
      <button type="button" className="button" onClick={() => void openSession()}>
        <FolderOpen size={14} aria-hidden /> Open a recorded session…
      </button>
      <button type="button" className="button" onClick={() => setUi({ relayDialogOpen: true })}>
        <Plug size={14} aria-hidden /> Connect to a relay…
      </button>
    </div>
  );
}
