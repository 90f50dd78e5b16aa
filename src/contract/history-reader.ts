/** Reads the past of a market from the history service of its relay, for a client that follows the stream from a checkpoint on. */
import type { Bar } from './bars.ts';
import { unpackColumns, type DepthPast } from './depth-columns.ts';
import {
  CANDLE_SECONDS,
  DEPTH_COLUMNS,
  DEPTH_INTERVALS,
  HISTORY_LIMIT,
  historyUrl,
  parseHistory,
  type CandleInterval,
  type CandlePrice,
  type HistoryAnswer,
  type HistoryCandle,
  type HistoryPath,
  type HistoryQuery,
  type HistoryReach,
} from './history.ts';

/** A service that reads a long session, or is behind the stream, gets so many tries. */
const TRIES_MAX = 50;
const RETRY_MS = 100;
const OK = 200;
/** Worth another try. */
const [TOO_MANY, UNAVAILABLE] = [429, 503] as const;
const MS_PER_SECOND = 1_000;
const MICROS_PER_SECOND = 1_000_000;

/** Candles up to a trade. */
export interface PastCandles {
  readonly symbol: string;
  readonly seconds: number;
  readonly tradeId: number;
  /** Oldest first; none for a stretch without trades. */
  readonly bars: readonly Bar[];
}

/** Each part says with `tradeId` how far it reaches. */
export interface Past {
  readonly epoch: string;
  readonly trades: HistoryAnswer<'trades'>;
  readonly candles: readonly PastCandles[];
  /** Absent: not asked for. */
  readonly equity?: HistoryAnswer<'equity'>;
}

export interface PastWanted {
  /** The relay's address, with its token. */
  readonly relay: string;
  /** The checkpoint with which the client began. */
  readonly from: { readonly epoch: string; readonly seq: number };
  /** Of all instruments together. */
  readonly trades: number;
  readonly candles: readonly {
    readonly symbol: string;
    readonly interval: CandleInterval;
    readonly limit: number;
  }[];
  /** Samples of each account. */
  readonly equity?: number;
}

export interface PastEnvironment {
  /** Rejects when there is no answer. */
  get(url: string): Promise<{ readonly status: number; readonly text: string }>;
  wait(ms: number): Promise<void>;
}

/** What the service reads from the journal, which takes longer, and the depth, which is large. */
export interface PastIncidents {
  readonly epoch: string;
  readonly liquidations: HistoryAnswer<'liquidations'>['liquidations'];
  readonly phases: HistoryAnswer<'phases'>['phases'];
  readonly roomEvents: HistoryAnswer<'room'>['roomEvents'];
  /** Of the mid price. */
  readonly mids: readonly PastCandles[];
  readonly depth: readonly (DepthPast & { readonly symbol: string })[];
}

export interface PastIncidentsWanted extends Pick<PastWanted, 'relay' | 'from'> {
  /** Of the mid price. */
  readonly candles: PastWanted['candles'];
  readonly liquidations: number;
  /** Of their depth. */
  readonly symbols: readonly string[];
}

/** What an account did, and how its orders ended. */
export interface OwnPast {
  readonly fills: HistoryAnswer<'fills'>['fills'];
  /** Those that rested in a book; none from an exchange that publishes no single orders. */
  readonly orders: HistoryAnswer<'orders'>['orders'];
}

export interface OwnPastWanted extends Pick<PastWanted, 'relay' | 'from'> {
  readonly account: string;
  /** Fills, and orders. */
  readonly limit: number;
}

type Ask = <Path extends HistoryPath>(path: Path, query: HistoryQuery) => Promise<HistoryAnswer<Path>>;

/** @returns null: the relay offers no history of this epoch */
export function readPast(wanted: PastWanted, environment: PastEnvironment): Promise<Past | null> {
  return untilRead(wanted, environment, (ask) => pastFrom(wanted, ask));
}

/** @returns null: the relay offers no history of this epoch */
export function readIncidents(
  { from, symbols, ...wanted }: PastIncidentsWanted,
  environment: PastEnvironment,
): Promise<PastIncidents | null> {
  return untilRead(wanted, environment, async (ask) => {
    const { liquidations, ...reach } = await ask('liquidations', { limit: wanted.liquidations });
    if (!isFar(reach, from)) return 'later';
    const { phases } = await ask('phases', { limit: HISTORY_LIMIT.max });
    const { roomEvents } = await ask('room', { limit: HISTORY_LIMIT.max });
    const mids = await candlesFrom(ask, wanted.candles, 'mid');
    const depth: PastIncidents['depth'][number][] = [];
    for (const symbol of symbols)
      for (const interval of DEPTH_INTERVALS) {
        const answer = await ask('depth', { symbol, interval, limit: DEPTH_COLUMNS[interval] });
        const columnMs = CANDLE_SECONDS[interval] * MS_PER_SECOND;
        depth.push({ symbol, columnMs, columns: unpackColumns(answer) });
      }
    return { epoch: from.epoch, liquidations, phases, roomEvents, mids, depth };
  });
}

/** @returns null: the relay offers none */
export function readOwnPast(wanted: OwnPastWanted, environment: PastEnvironment): Promise<OwnPast | null> {
  const { account, limit, from } = wanted;
  return untilRead(wanted, environment, async (ask) => {
    const { fills, ...reach } = await ask('fills', { account, limit });
    if (!isFar(reach, from)) return 'later';
    const { orders } = await ask('orders', { account, limit });
    return { fills, orders };
  });
}

async function untilRead<Read>(
  { relay }: Pick<PastWanted, 'relay'>,
  environment: PastEnvironment,
  read: (ask: Ask) => Promise<Read | 'later'>,
): Promise<Read | null> {
  const ask: Ask = async (path, query) => {
    const { status, text } = await environment.get(historyUrl(relay, path, query));
    if (status !== OK) throw new NoAnswer(status);
    return parseHistory(path, text);
  };
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    try {
      const found = await read(ask);
      if (found !== 'later') return found;
    } catch (error) {
      if (!(error instanceof NoAnswer && error.isPassing)) return null;
    }
    await environment.wait(RETRY_MS);
  }
  return null;
}

function isFar({ epoch, seq }: HistoryReach, from: PastWanted['from']): boolean {
  return epoch === from.epoch && seq >= from.seq - 1;
}

async function pastFrom(wanted: PastWanted, ask: Ask): Promise<Past | 'later'> {
  const { from } = wanted;
  const trades = await ask('trades', { limit: wanted.trades });
  if (!isFar(trades, from)) return 'later';
  const candles = await candlesFrom(ask, wanted.candles, 'trades');
  const { equity } = wanted;
  return {
    epoch: from.epoch,
    trades,
    candles,
    ...(equity !== undefined && { equity: await ask('equity', { limit: equity }) }),
  };
}

function candlesFrom(
  ask: Ask,
  wanted: PastWanted['candles'],
  price: CandlePrice,
): Promise<readonly PastCandles[]> {
  return Promise.all(
    wanted.map(async ({ symbol, interval, limit }): Promise<PastCandles> => {
      // An older service knows no other candles.
      const query = { symbol, interval, limit, ...(price === 'mid' && { price }) };
      const { tradeId, candles } = await ask('candles', query);
      return { symbol, seconds: CANDLE_SECONDS[interval], tradeId, bars: candles.map(barOf) };
    }),
  );
}

class NoAnswer extends Error {
  readonly isPassing: boolean;

  constructor(status: number) {
    super(`status ${status}`);
    this.isPassing = status === UNAVAILABLE || status === TOO_MANY;
  }
}

/** Bars count in seconds. */
function barOf({ time, ...rest }: HistoryCandle): Bar {
  return { time: time / MICROS_PER_SECOND, ...rest };
}
