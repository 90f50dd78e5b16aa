/**
 * Reads the past of a market from the history service of its relay, for a client that follows the stream from a
 * checkpoint on.
 */
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

/** Largest number of tries with a service that is reading a long session or is behind the stream. */
const TRIES_MAX = 50;
const RETRY_MS = 100;
const OK = 200;
/** Status codes after which the request is tried again. */
const [TOO_MANY, UNAVAILABLE] = [429, 503] as const;
const MS_PER_SECOND = 1_000;
const MICROS_PER_SECOND = 1_000_000;

/** Candles up to the trade `tradeId`. */
export interface PastCandles {
  readonly symbol: string;
  readonly seconds: number;
  readonly tradeId: number;
  /** Bars, oldest first. A stretch without trades has none. */
  readonly bars: readonly Bar[];
}

/** The past of a market. The `tradeId` of each part says how far it reaches. */
export interface Past {
  readonly epoch: string;
  readonly trades: HistoryAnswer<'trades'>;
  readonly candles: readonly PastCandles[];
  /** Histories of equity. Absent: not requested. */
  readonly equity?: HistoryAnswer<'equity'>;
}

export interface PastWanted {
  /** The relay's address, with its token. */
  readonly relay: string;
  /** The checkpoint with which the client began. */
  readonly from: { readonly epoch: string; readonly seq: number };
  /** Number of trades, over all instruments. */
  readonly trades: number;
  readonly candles: readonly {
    readonly symbol: string;
    readonly interval: CandleInterval;
    readonly limit: number;
  }[];
  /** Number of equity samples for each account. Absent: the past includes no equity. */
  readonly equity?: number;
}

export interface PastEnvironment {
  /** Rejects when the service does not answer. */
  get(url: string): Promise<{ readonly status: number; readonly text: string }>;
  wait(ms: number): Promise<void>;
}

/** The part of the past that takes longer to read: what comes from the journal, and the depth, which is large. */
export interface PastIncidents {
  readonly epoch: string;
  readonly liquidations: HistoryAnswer<'liquidations'>['liquidations'];
  readonly phases: HistoryAnswer<'phases'>['phases'];
  readonly roomEvents: HistoryAnswer<'room'>['roomEvents'];
  /** Candles of the mid price. */
  readonly mids: readonly PastCandles[];
  readonly depth: readonly (DepthPast & { readonly symbol: string })[];
}

export interface PastIncidentsWanted extends Pick<PastWanted, 'relay' | 'from'> {
  /** Candles of the mid price that are wanted. */
  readonly candles: PastWanted['candles'];
  readonly liquidations: number;
  /** Instruments whose depth is wanted. */
  readonly symbols: readonly string[];
}

/** Fills of an account, and its orders that have ended. */
export interface OwnPast {
  readonly fills: HistoryAnswer<'fills'>['fills'];
  /** Orders that rested in a book. Empty when the exchange does not publish single orders. */
  readonly orders: HistoryAnswer<'orders'>['orders'];
}

export interface OwnPastWanted extends Pick<PastWanted, 'relay' | 'from'> {
  readonly account: string;
  /** Largest number of fills and of orders. */
  readonly limit: number;
}

type Ask = <Path extends HistoryPath>(path: Path, query: HistoryQuery) => Promise<HistoryAnswer<Path>>;

/** @returns null when the relay offers no history of this epoch */
export function readPast(wanted: PastWanted, environment: PastEnvironment): Promise<Past | null> {
  return untilRead(wanted, environment, (ask) => pastFrom(wanted, ask));
}

/** @returns null when the relay offers no history of this epoch */
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

/** @returns null when the relay offers no history */
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
      // An older service knows only candles of trades, so the parameter is sent only for the others.
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

/** Converts a candle to a bar, whose times are in seconds. */
function barOf({ time, ...rest }: HistoryCandle): Bar {
  return { time: time / MICROS_PER_SECOND, ...rest };
}
