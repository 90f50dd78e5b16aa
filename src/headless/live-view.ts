/** Draws the live status of a headless pit: the counts of its processes, and the equity that the relay publishes. */
import { MarketFeed } from '../net/market-feed.ts';
import { createLogger } from '../runtime/log.ts';
import type { Trust } from '../net/trust.ts';
import { crowdOf } from '../contract/house.ts';
import type { Replica } from '../contract/replica.ts';
import { statusLines, type TerminalBlock } from './live-status.ts';
import type { PitMetrics } from './metrics.ts';
import type { Pit } from '../pit/pit.ts';

const DRAW_INTERVAL_MS = 1_000;

export interface LiveViewOptions {
  readonly pit: Pit;
  readonly metrics: PitMetrics;
  readonly block: TerminalBlock;
  readonly addresses: readonly string[];
  /** Address of the relay, with its token. */
  readonly relayUrl: string;
  readonly trust: Trust | null;
}

/** @returns a function that ends it and removes the block */
export function showLive({
  pit,
  metrics,
  block,
  addresses,
  relayUrl,
  trust,
}: LiveViewOptions): () => Promise<void> {
  const feed = new MarketFeed({
    url: relayUrl,
    trust,
    log: createLogger('error', () => {}),
    onChange: () => {},
  });
  let before = 0;
  const draw = (): void => {
    const { counters, gauges } = metrics.of('exchange') ?? { counters: {}, gauges: {} };
    const requests = counters['requests'] ?? 0;
    const lines = statusLines({
      state: pit.state,
      addresses,
      // A restarted exchange counts from zero.
      requestsPerSecond: Math.max(0, requests - before) / (DRAW_INTERVAL_MS / 1_000),
      trades: counters['trades'] ?? 0,
      traders: gauges['clients'] ?? 0,
      watchers: metrics.of('relay')?.gauges['clients'] ?? 0,
      equityOf: (name) => equityOf(feed.replica.positions, name),
    });
    before = requests;
    block.draw(lines);
  };
  const drawing = setInterval(draw, DRAW_INTERVAL_MS);
  return async () => {
    clearInterval(drawing);
    block.erase();
    await feed.close();
  };
}

/** Equity of a bot, or of all accounts of a crowd together. Undefined: it has none. */
function equityOf(positions: Replica['positions'], name: string): number | undefined {
  let sum: number | undefined;
  for (const [account, held] of positions) {
    if (account !== name && crowdOf(account) !== name) continue;
    sum = (sum ?? 0) + (held.values().next().value?.equity ?? 0);
  }
  return sum;
}
