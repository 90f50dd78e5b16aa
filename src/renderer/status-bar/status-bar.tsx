import './status-bar.css';
import { Eye, Keyboard, Moon, Sun } from 'lucide-react';
import { useConnectionText } from '../feed/connection-text.ts';
import { useClocked, useConnection, useFeed, useFeedValue, useFreshness } from '../feed/use-feed.ts';
import { formatCount, formatMoney } from '../format/numbers.ts';
import { formatBytes } from '../format/bytes.ts';
import { BooksBadge } from './books-badge.tsx';
import { LabStatus } from '../lab/lab-status.tsx';
import { LogButton } from '../log/log-button.tsx';
import { LatencyFigure } from './latency-figure.tsx';
import { Figure } from './figure.tsx';
import { usePit } from '../pit/pit-store.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { setUi, useUi } from '../ui/ui-store.ts';

export function StatusBar() {
  return (
    <footer className="status-bar" id="panel-status" tabIndex={-1} aria-label="Status">
      <ConnectionText />
      <span className="filler" />
      <span className="figures">
        <FeedFigures />
        <MoneyFigures />
      </span>
      <BooksBadge />
      <LabStatus />
      <LogButton />
      <LookButtons />
    </footer>
  );
}

function ConnectionText() {
  const connection = useConnection();
  const isStale = useFreshness() === 'stale';
  const connectionText = useConnectionText();
  const session = usePit(({ playback }) => (playback?.url === undefined ? undefined : playback.session));
  const isPlaying = session !== undefined && connection.phase === 'connected';
  const text = isPlaying ? `Recorded session ${session}` : connectionText;
  return (
    <span
      className="text"
      data-testid="connection-reason"
      data-phase={connection.phase}
      data-stale={isStale || undefined}
      title={text}
    >
      {text}
    </span>
  );
}

function FeedFigures() {
  const feed = useFeed();
  const rate = useClocked(500, (now) => feed.traffic.eventsPerSecond(now));
  const bytes = useClocked(500, (now) => feed.traffic.bytesPerSecond(now));
  const holes = useFeedValue(({ market: { replica } }) => replica.holes);
  return (
    <>
      <Figure label="events/s" text={formatCount(rate)} about="Events from the relay, over 2 s" />
      <Figure text={`${formatBytes(bytes)}/s`} about="Data from the relay, over 2 s" />
      <LatencyFigure />
      <Figure
        label={holes === 1 ? 'gap repaired' : 'gaps repaired'}
        text={formatCount(holes)}
        about="Gaps in the event stream that the next checkpoint repaired"
      />
    </>
  );
}

function MoneyFigures() {
  const fund = useFeedValue(({ market: { replica } }) => replica.status?.insuranceFund);
  const fees = useFeedValue(({ market: { replica } }) => replica.status?.feesCollected);
  if (fund === undefined) return null;
  return (
    <>
      <Figure
        label="insurance fund"
        text={formatMoney(fund)}
        about="The money that pays for losses beyond bankruptcy"
      />
      <Figure label="fees" text={formatMoney(fees)} about="Fees that the exchange has collected" />
    </>
  );
}

function LookButtons() {
  const theme = useUi((ui) => ui.theme);
  const palette = useUi((ui) => ui.palette);
  const otherTheme = theme === 'dark' ? 'light' : 'dark';
  const isBlueOrange = palette === 'blue-orange';
  return (
    <span className="look-buttons">
      <IconButton
        icon={Eye}
        label="Blue and orange for buy and sell, safe for colour-blind eyes"
        aria-pressed={isBlueOrange}
        data-testid="palette"
        onClick={() => setUi({ palette: isBlueOrange ? 'green-red' : 'blue-orange' })}
      />
      <IconButton
        icon={theme === 'dark' ? Sun : Moon}
        label={`Use the ${otherTheme} theme`}
        data-testid="theme"
        onClick={() => setUi({ theme: otherTheme })}
      />
      <IconButton
        icon={Keyboard}
        label="Map of keys (?)"
        data-testid="key-map"
        onClick={() => setUi({ keyMapOpen: true })}
      />
    </span>
  );
}
