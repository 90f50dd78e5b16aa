/** Replaces the chart while there is no market: one sentence, and the action that ends the state. */
import { Play } from 'lucide-react';
import { useClocked, useConnection, useFeed } from '../feed/use-feed.ts';
import { describeConnection } from '../feed/connection.ts';
import { usePit } from '../pit/pit-store.ts';

export function PitStateMessage() {
  const { phase } = useConnection();
  const pitPhase = usePit((pit) => pit.state?.phase);
  return (
    <div className="pit-state">
      {phase === 'closed' && pitPhase === 'starting' && <p>The pit is starting.</p>}
      {phase === 'closed' && pitPhase === 'stopping' && <p>The pit is closing.</p>}
      {phase === 'closed' && pitPhase !== 'starting' && pitPhase !== 'stopping' && <Closed />}
      {phase === 'connected' && <p>Connected. Waiting for the exchange’s next checkpoint.</p>}
      {(phase === 'connecting' || phase === 'disconnected') && <NotConnected />}
    </div>
  );
}

function Closed() {
  const hasPit = usePit((pit) => pit.hasPit);
  const start = usePit((pit) => pit.start);
  return (
    <>
      <p>The pit is closed. Start it, or connect to a relay.</p>
      {hasPit && (
        <button
          type="button"
          className="button primary"
          data-testid="start-empty"
          onClick={() => void start()}
        >
          <Play size={14} aria-hidden /> Start
        </button>
      )}
    </>
  );
}

function NotConnected() {
  const connection = useConnection();
  const feed = useFeed();
  const text = useClocked(250, (now) => describeConnection(connection, now));
  return (
    <>
      <p>{text}</p>
      {connection.phase === 'disconnected' && (
        <button type="button" className="button" onClick={() => feed.retryNow()}>
          Try now
        </button>
      )}
    </>
  );
}
