/** Replaces the chart while there is no market, with one sentence and the action that ends this state. */
import { useClocked, useConnection, useFeed } from '../feed/use-feed.ts';
import { describeConnection } from '../feed/connection.ts';
import { StartScreen } from '../start/start-screen.tsx';
import { usePit } from '../pit/pit-store.ts';

export function PitStateMessage() {
  const { phase } = useConnection();
  const pitPhase = usePit((pit) => pit.state?.phase);
  return (
    <div className="pit-state">
      {phase === 'closed' && pitPhase === 'starting' && <p>The pit is starting.</p>}
      {phase === 'closed' && pitPhase === 'stopping' && <p>The pit is closing.</p>}
      {phase === 'closed' && pitPhase !== 'starting' && pitPhase !== 'stopping' && <StartScreen />}
      {phase === 'connected' && <p>Connected. Waiting for the exchange’s next checkpoint.</p>}
      {(phase === 'connecting' || phase === 'disconnected') && <NotConnected />}
    </div>
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
