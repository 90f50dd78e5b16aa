import { clocksDiffer } from '../feed/latency.ts';
import { useClocked, useConnection, useFeed } from '../feed/use-feed.ts';
import { formatCount } from '../format/numbers.ts';
import { isRemote } from '../pit/relay-address.ts';
import { usePit } from '../pit/pit-store.ts';
import { useUi } from '../ui/ui-store.ts';
import { Figure } from './figure.tsx';

const ABOUT = 'From the exchange’s stamp on an event to its arrival here, median of 64 frames';

/** Tooltip of the figure, with its limits: two machines have two clocks. */
export function latencyText(
  ms: number | undefined,
  isOfOtherMachine: boolean,
): { readonly text: string; readonly label?: string; readonly about: string } {
  const label = 'latency';
  if (ms === undefined) return { text: '–', label, about: ABOUT };
  if (clocksDiffer(ms)) {
    const [order, place] = ms < 0 ? ['before', 'behind'] : ['after', 'ahead of'];
    const about = `Events arrive ${formatCount(Math.abs(ms))} ms ${order} their stamp: this clock is ${place} the exchange’s`;
    return { text: 'clocks differ', about };
  }
  const text = ms < 1 ? '<1 ms' : `${formatCount(ms)} ms`;
  return {
    text,
    label,
    about: isOfOtherMachine ? `${ABOUT}; includes the difference of the two clocks` : ABOUT,
  };
}

export function LatencyFigure() {
  const feed = useFeed();
  const relayUrl = useUi((ui) => ui.relayUrl);
  const remote = usePit((pit) => isRemote(pit, relayUrl));
  // Recorded events are always old, and without a connection none arrive.
  const isLive = usePit(({ playback }) => playback === null);
  const isConnected = useConnection().phase === 'connected';
  const ms = useClocked(500, () => (isLive && isConnected ? feed.traffic.latencyMs : undefined));
  return <Figure {...latencyText(ms, remote)} />;
}
