/** Lines between the top bar and the workspace: each error with its cause and its remedy. Empty without errors. */
import './notices.css';
import { Bell, Copy, Download, History, TriangleAlert, X, type LucideIcon } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { dismissAlert, useFiredAlerts } from '../chart/fired-alerts.ts';
import { describeConnection } from '../feed/connection.ts';
import { useClocked, useConnection, useFeed, useFeedValue, useFreshness } from '../feed/use-feed.ts';
import { maskTokens } from '../format/mask-tokens.ts';
import { formatAge } from '../format/times.ts';
import { failureOf } from '../pit/failure.ts';
import { usePit } from '../pit/pit-store.ts';
import { sessionTitle } from '../start/session-title.ts';
import { IconButton } from '../ui/icon-button.tsx';

export function Notices() {
  return (
    <div className="notices">
      <FiredAlerts />
      <Failure />
      <Warnings />
      <OldData />
      <Recorded />
      <Exporting />
    </div>
  );
}

interface NoticeProps {
  readonly kind: 'error' | 'warning' | 'info' | 'alert';
  readonly icon?: LucideIcon;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}

function Notice({ kind, icon: Icon = TriangleAlert, children, actions }: NoticeProps) {
  return (
    <div
      className="notice"
      data-testid="notice"
      data-kind={kind}
      role={kind === 'error' || kind === 'alert' ? 'alert' : 'status'}
    >
      <Icon size={14} aria-hidden />
      <p>{children}</p>
      {actions}
    </div>
  );
}

interface ErrorNoticeProps {
  readonly text: string;
  readonly remedy: ReactNode;
  readonly onDismiss: () => void;
}

function ErrorNotice({ text, remedy, onDismiss }: ErrorNoticeProps) {
  const copy = () => void navigator.clipboard.writeText(text);
  return (
    <Notice
      kind="error"
      actions={
        <>
          {remedy}
          <IconButton icon={Copy} label="Copy the details" onClick={copy} />
          <IconButton icon={X} label="Dismiss" onClick={onDismiss} />
        </>
      }
    >
      {text}
    </Notice>
  );
}

/** Alerts that have fired. Screen readers announce them, because the element is an `alert`. */
function FiredAlerts() {
  const alerts = useFiredAlerts((fired) => fired.alerts);
  return alerts.map(({ id, text }) => (
    <Notice
      key={id}
      kind="alert"
      icon={Bell}
      actions={<IconButton icon={X} label="Dismiss" onClick={() => dismissAlert(id)} />}
    >
      {text}
    </Notice>
  ));
}

function Failure() {
  const what = usePit((pit) => failureOf(pit)?.what);
  const reason = usePit((pit) => failureOf(pit)?.reason);
  const dismiss = usePit((pit) => pit.dismiss);
  if (what === undefined || reason === undefined) return null;
  const text = maskTokens(`${what}: ${reason}`);
  return <ErrorNotice text={text} remedy={<FreePorts />} onDismiss={dismiss} />;
}

/** Remedy for a taken port. */
function FreePorts() {
  const isTaken = usePit(({ state }) => state?.phase === 'stopped' && state.takenPort !== undefined);
  const runCommand = usePit((pit) => pit.runCommand);
  if (!isTaken) return null;
  return (
    <button
      type="button"
      className="button small"
      data-testid="free-ports"
      onClick={() => void runCommand('start-free-ports')}
    >
      Start on free ports
    </button>
  );
}

/** Warnings for the exchange's operator. */
function Warnings() {
  const isConnected = useConnection().phase === 'connected';
  const joined = useFeedValue(({ market: { replica } }) => replica.status?.warnings?.join('\n') ?? '');
  if (joined === '' || !isConnected) return null;
  return joined.split('\n').map((warning) => (
    <Notice key={warning} kind="warning">
      {warning}
    </Notice>
  ));
}

function Exporting() {
  const what = usePit((pit) => pit.exporting?.what);
  const percent = usePit((pit) => Math.floor(100 * (pit.exporting?.share ?? 0)));
  const cancel = usePit((pit) => pit.cancelExport);
  if (what === undefined) return null;
  const action = (
    <button type="button" className="button small" onClick={() => void cancel()}>
      Cancel
    </button>
  );
  return (
    <Notice kind="info" icon={Download} actions={action}>
      Exporting {what}
      <progress max={100} value={percent} aria-label={`Exporting ${what}`} />
    </Notice>
  );
}

/** Notice that the connection was lost and the market on screen is old. Closing a pit does not count as a loss. */
function OldData() {
  const freshness = useFreshness();
  const connection = useConnection();
  const feed = useFeed();
  const text = useClocked(500, (now) => {
    const age = formatAge(now - (feed.traffic.lastEventAt ?? now));
    return `${describeConnection(connection, now)}. The data shown is ${age} old.`;
  });
  if (freshness !== 'lost' || connection.phase !== 'disconnected') return null;
  const tryNow = (
    <button type="button" className="button small" onClick={() => feed.retryNow()}>
      Try now
    </button>
  );
  return (
    <Notice kind="info" actions={tryNow}>
      {text}
    </Notice>
  );
}

/** What the user can do with the session of a pit that has just closed. The market on screen is its end. */
function Recorded() {
  const [dismissed, setDismissed] = useState<string>();
  const isClosed = useConnection().phase === 'closed';
  const isOld = useFreshness() === 'lost';
  const folder = usePit(({ state, playback }) =>
    state?.phase === 'stopped' && state.reason === undefined && playback === null
      ? state.sessionFolder
      : undefined,
  );
  const openRecorded = usePit((pit) => pit.openRecorded);
  const runCommand = usePit((pit) => pit.runCommand);
  if (!isClosed || !isOld || folder === undefined || folder === dismissed) return null;
  const actions: readonly (readonly [label: string, title: string, act: () => unknown])[] = [
    ['Replay', 'Play the session again, from its beginning', () => openRecorded(folder)],
    ['Report…', 'Write equity, rank and figures of each account to a page', () => runCommand('report')],
    ['Continue', 'Open the pit again with these positions and orders', () => runCommand('continue-last')],
  ];
  return (
    <Notice
      kind="info"
      icon={History}
      actions={
        <>
          {actions.map(([label, title, act]) => (
            <button
              key={label}
              type="button"
              className="button small"
              title={title}
              onClick={() => void act()}
            >
              {label}
            </button>
          ))}
          <IconButton icon={X} label="Dismiss" onClick={() => setDismissed(folder)} />
        </>
      }
    >
      The pit is closed. The {sessionTitle(folder)} is recorded.
    </Notice>
  );
}
