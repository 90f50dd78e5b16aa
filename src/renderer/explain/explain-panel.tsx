/** Explain this fill: the reasons for a trade and its effects. They are computed once, when the panel opens. */
import './explain-panel.css';
import { ChevronLeft, ChevronRight, X } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { Trade } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import type { Replica } from '../../contract/replica.ts';
import { everyOf, withoutEvery } from '../pit/relay-address.ts';
import { useRelayChoice } from '../pit/use-relay.ts';
import { useConnection, useFeed } from '../feed/use-feed.ts';
import { THIN_SPACE } from '../format/numbers.ts';
import { formatClock, formatFullTime } from '../format/times.ts';
import { tradeText } from '../tape/tape-rows.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { setUi, useUi } from '../ui/ui-store.ts';
import { BookTable } from './book-table.tsx';
import { explainTrade, type Explanation } from './explanation.ts';
import { QueueTable } from './queue-table.tsx';
import { SideCards } from './side-card.tsx';

const NARROW_NO_BREAK_SPACE = '\u202f';

const close = () => setUi({ explainedTrade: null });

export function ExplainPanel() {
  const tradeId = useUi((ui) => ui.explainedTrade);
  return tradeId === null ? null : <ExplainDialog tradeId={tradeId} />;
}

function ExplainDialog({ tradeId }: { readonly tradeId: number }) {
  const ref = useRef<HTMLDialogElement>(null);
  const { replica } = useFeed().market;
  useEffect(() => ref.current?.showModal(), []);
  const answer = useExplanation(tradeId);
  const explanation = answer?.explanation;
  const trade = explanation?.trade ?? replica.trades.find((one) => one.tradeId === tradeId);
  const instrument = explanation?.instrument ?? replica.markets.get(trade?.symbol ?? '')?.instrument;
  const step = (by: 1 | -1) => {
    const next = neighbour(replica, trade, by);
    if (next !== undefined) setUi({ explainedTrade: next.tradeId });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // The panels behind the dialog receive no keys.
    event.stopPropagation();
    if (event.key === 'ArrowLeft') step(-1);
    if (event.key === 'ArrowRight') step(1);
  };
  return (
    <dialog
      ref={ref}
      className="explain"
      aria-labelledby="explain-title"
      data-testid="explain"
      onClose={close}
      onKeyDown={onKeyDown}
    >
      <header>
        <h2 id="explain-title">Why trade #{tradeId}</h2>
        {trade !== undefined && (
          <time className="muted" title={formatFullTime(trade.time)}>
            {formatClock(trade.time)}
          </time>
        )}
        <IconButton icon={ChevronLeft} label="Previous trade (←)" onClick={() => step(-1)} />
        <IconButton icon={ChevronRight} label="Next trade (→)" onClick={() => step(1)} />
        <IconButton icon={X} label="Close (Esc)" onClick={close} />
      </header>
      {trade !== undefined && instrument !== undefined && <Headline trade={trade} instrument={instrument} />}
      {explanation !== undefined && <Answer explanation={explanation} />}
      {answer !== null && explanation === undefined && <TooOld />}
    </dialog>
  );
}

interface ExplainedTrade {
  readonly tradeId: number;
  /** Explanation of the trade. Undefined: the trade is too old. */
  readonly explanation: Explanation | undefined;
}

/** The explanation of a trade. Null: not computed yet. */
function useExplanation(tradeId: number): ExplainedTrade | null {
  const feed = useFeed();
  const [explained, setExplained] = useState<ExplainedTrade | null>(null);
  useEffect(() => {
    let isWanted = true;
    const explain = async () => {
      const texts = await feed.framesOfTrade(tradeId);
      if (isWanted) setExplained({ tradeId, explanation: texts && explainTrade(texts, tradeId) });
    };
    void explain();
    return () => {
      isWanted = false;
    };
  }, [feed, tradeId]);
  return explained?.tradeId === tradeId ? explained : null;
}

function Headline({ trade, instrument }: { readonly trade: Trade; readonly instrument: Instrument }) {
  return (
    <p className="headline" data-testid="explain-headline">
      {unbroken(tradeText(trade, instrument))}
    </p>
  );
}

function TooOld() {
  const connection = useConnection();
  const url = connection.phase === 'closed' ? '' : connection.url;
  const everyMs = everyOf(url);
  if (everyMs !== null) return <Conflated url={url} everyMs={everyMs} />;
  return (
    <p className="muted" data-testid="explain-too-old">
      The monitor no longer keeps the events around this trade, or never received them. Pick a newer trade, or
      open the recorded session, which can explain any trade.
    </p>
  );
}

interface ConflatedProps {
  readonly url: string;
  readonly everyMs: number;
}

/** Message for a conflated feed, which merges the events that an explanation needs. */
function Conflated({ url, everyMs }: ConflatedProps) {
  const { choose } = useRelayChoice();
  return (
    <div className="muted" data-testid="explain-conflated">
      <p>
        This page follows the conflated feed (<code>?every={everyMs}</code>): the relay merges the events of{' '}
        {everyMs} ms into one frame, so the page never receives the single events around a trade. It can
        follow every event instead, which takes several times the data; it then explains the trades that
        follow.
      </p>
      <button type="button" className="button" onClick={() => void choose(withoutEvery(url)).then(close)}>
        Follow every event
      </button>
    </div>
  );
}

function Answer({ explanation }: { readonly explanation: Explanation }) {
  const { reasons, trades, place } = explanation;
  return (
    <>
      {trades > 1 && (
        <p className="muted">
          Trade {place} of {trades} of one command.
        </p>
      )}
      <ul className="reasons" aria-label="The rules that decided">
        {reasons.map(({ rule, text }) => (
          <li key={text} data-testid="explain-reason">
            <span className="rule" title={`Rule ${rule} of the exchange`}>
              {rule}
            </span>
            {unbroken(text)}
          </li>
        ))}
      </ul>
      <div className="explain-tables">
        <BookTable explanation={explanation} />
        <QueueTable explanation={explanation} />
      </div>
      <SideCards explanation={explanation} />
    </>
  );
}

/** Text whose numbers do not break at the end of a line. */
function unbroken(text: string): string {
  return text.replaceAll(THIN_SPACE, NARROW_NO_BREAK_SPACE);
}

/** The previous or next trade of the same instrument, among the known trades. */
function neighbour({ trades }: Replica, trade: Trade | undefined, by: 1 | -1): Trade | undefined {
  if (trade === undefined) return undefined;
  const { symbol, tradeId } = trade;
  return by === 1
    ? trades.find((one) => one.symbol === symbol && one.tradeId > tradeId)
    : trades.findLast((one) => one.symbol === symbol && one.tradeId < tradeId);
}
