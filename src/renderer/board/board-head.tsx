import { X } from 'lucide-react';
import { useClocked, useFeed, useFreshness, useMarket, useTopic } from '../feed/use-feed.ts';
import { useConnectionText } from '../feed/connection-text.ts';
import { formatPrice } from '../format/numbers.ts';
import { formatClock } from '../format/times.ts';
import { usePit } from '../pit/pit-store.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { setUi, useUi } from '../ui/ui-store.ts';
import { roundText } from './round-text.ts';

const MS_PER_MINUTE = 60_000;
const MICROS_PER_MS = 1_000;
const ROUND_MINUTES = [5, 10, 15, 20, 30, 45, 60];

export function BoardHead({ onLeave }: { readonly onLeave: () => void }) {
  return (
    <header className="board-head">
      <h1>Leaderboard</h1>
      <Price />
      <span className="filler" />
      <div className="board-controls">
        <RoundChoice />
        <IconButton icon={X} label="Back to the panels (Esc)" data-testid="board-close" onClick={onLeave} />
      </div>
      <RoundReport />
      <Clock />
    </header>
  );
}

function Price() {
  const market = useMarket();
  useTopic('trades');
  const text = useConnectionText();
  const freshness = useFreshness();
  if (market === undefined || freshness === 'lost' || freshness === 'none')
    return <p className="board-state">{text}</p>;
  const { symbol, tickSize } = market.instrument;
  return (
    <p className="board-price">
      {symbol} <span className="number">{formatPrice(market.lastPrice, tickSize)}</span>
    </p>
  );
}

/** Time until the end of the round or, without a round, the time of the newest event. */
function Clock() {
  const feed = useFeed();
  const endsAt = useUi((ui) => ui.roundEndsAt);
  const text = useClocked(250, (now) => {
    if (endsAt !== null) return roundText(endsAt, now);
    const { lastEventAt } = feed.traffic;
    return lastEventAt === undefined ? '' : formatClock(lastEventAt * MICROS_PER_MS);
  });
  const isOver = useIsRoundOver();
  return (
    <time className="board-clock" data-testid="board-clock" data-over={isOver || undefined}>
      {text}
    </time>
  );
}

function useIsRoundOver(): boolean {
  const endsAt = useUi((ui) => ui.roundEndsAt);
  return useClocked(250, (now) => endsAt !== null && now >= endsAt);
}

/** Offers the report of the session at the end of a round. A browser cannot write one. */
function RoundReport() {
  const hasPit = usePit((pit) => pit.hasPit);
  const runCommand = usePit((pit) => pit.runCommand);
  const isOver = useIsRoundOver();
  if (!hasPit || !isOver) return null;
  return (
    <button
      type="button"
      className="button"
      title="Write a report of the session: equity, rank and figures of each account"
      data-testid="board-report"
      onClick={() => void runCommand('report')}
    >
      Report…
    </button>
  );
}

function RoundChoice() {
  const endsAt = useUi((ui) => ui.roundEndsAt);
  const isOver = useIsRoundOver();
  return (
    <select
      aria-label="Round"
      title="Start a round that ends after this time"
      data-testid="board-round"
      value={endsAt === null ? '' : 'running'}
      onChange={({ currentTarget }) => {
        const minutes = Number(currentTarget.value);
        setUi({ roundEndsAt: minutes === 0 ? null : Date.now() + minutes * MS_PER_MINUTE });
        // Space holds the page again.
        currentTarget.blur();
      }}
    >
      <option value="">No round</option>
      {endsAt !== null && <option value="running">Round is {isOver ? 'over' : 'on'}</option>}
      {ROUND_MINUTES.map((minutes) => (
        <option key={minutes} value={minutes}>
          Start a round of {minutes} min
        </option>
      ))}
    </select>
  );
}
