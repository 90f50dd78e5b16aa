/** The part of a market's past that the monitor shows. */
import { BARS_MAX } from '../../contract/bars.ts';
import type { ExchangeStatus } from '../../contract/events.ts';
import { CANDLE_INTERVALS, CANDLE_SECONDS } from '../../contract/history.ts';
import type { PastIncidentsWanted, PastWanted } from '../../contract/history-reader.ts';
import { SAMPLES_PER_ACCOUNT_MAX } from '../../contract/histories.ts';
import { LIQUIDATIONS_MAX } from '../../contract/replica.ts';
import { INTERVALS } from './bars.ts';
import { DEPTH_MARKETS_MAX } from '../../contract/depth-tier.ts';

/** Number of trades. The chart marks an account's newest fills among them. */
const TRADES = 5_000;

const intervals = CANDLE_INTERVALS.filter((interval) =>
  INTERVALS.some(({ seconds }) => seconds === CANDLE_SECONDS[interval]),
);

export function pastOf(relay: string, { epoch, seq, instruments }: ExchangeStatus): PastWanted {
  const candles = candlesOf(instruments);
  return {
    relay,
    from: { epoch, seq },
    trades: TRADES,
    candles,
    equity: SAMPLES_PER_ACCOUNT_MAX,
  };
}

export function incidentsOf(relay: string, { epoch, seq, instruments }: ExchangeStatus): PastIncidentsWanted {
  const symbols = instruments.slice(0, DEPTH_MARKETS_MAX).map(({ symbol }) => symbol);
  const candles = candlesOf(instruments);
  return { relay, from: { epoch, seq }, liquidations: LIQUIDATIONS_MAX, candles, symbols };
}

/** Candles of the first DEPTH_MARKETS_MAX instruments. The past must not take minutes on a slow network. */
function candlesOf(instruments: ExchangeStatus['instruments']): PastWanted['candles'] {
  return instruments
    .slice(0, DEPTH_MARKETS_MAX)
    .flatMap(({ symbol }) => intervals.map((interval) => ({ symbol, interval, limit: BARS_MAX })));
}
