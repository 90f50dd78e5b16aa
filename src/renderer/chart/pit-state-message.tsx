/** Replaces the chart while there is no market, with one sentence and the action that ends this state. */
import { useClocked, useConnection, useFeed } from '../feed/use-feed.ts';
import { describeConnection } from '../feed/connection.ts';
import { StartScreen } from '../start/start-screen.tsx';
import { usePit } from '../pit/pit-store.ts';
import { useRelayChoice } from '../pit/use-relay.ts';

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
      <div className="start-actions">
        {connection.phase === 'disconnected' && (
          <button type="button" className="button" onClick={() => feed.retryNow()}>
            Try now
          </button>
        )}
        <BackToOwnPit />
      </div>
    </>
  );
}

/** For a pit that another machine had yesterday, and that may be gone. */
function BackToOwnPit() {
  const hasPit = usePit((pit) => pit.hasPit);
  const { isRemote, choose } = useRelayChoice();
  if (!hasPit || !isRemote) return null;
  return (
    <button type="button" className="button" data-testid="own-pit" onClick={() => void choose(null)}>
      Back to my own pit
    </button>
  );
}
