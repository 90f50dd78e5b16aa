/** Content of the panel for one trade. */
import type { Trade } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { bookChange, type BookChange } from './book-change.ts';
import { fillArithmetic, type FillArithmetic } from './fill-arithmetic.ts';
import { queueBefore, restingOf, type QueueBefore } from './queue-before.ts';
import { reasonsOf, type Reason } from './reasons.ts';
import { rewindTo } from './rewind.ts';
import { takeoverFill, type TakeoverFill } from './takeover.ts';

export interface Explanation {
  readonly trade: Trade;
  readonly instrument: Instrument;
  /** Number of trades of the command, and the place of this trade among them, from 1. */
  readonly trades: number;
  readonly place: number;
  readonly reasons: readonly Reason[];
  readonly book: BookChange;
  /** The queue before the command. Undefined: the exchange does not publish single orders. */
  readonly queue: QueueBefore | undefined;
  readonly maker: FillArithmetic;
  /** Fill of the aggressor, or of the exchange when it closes a position that it took over. */
  readonly taker: FillArithmetic | TakeoverFill;
}

/**
 * @param texts frames from a checkpoint up to the one with the trade
 * @returns undefined when the frames are not enough
 */
export function explainTrade(texts: readonly string[], tradeId: number): Explanation | undefined {
  const command = rewindTo(texts, tradeId);
  if (command === undefined) return undefined;
  const { trade, events } = command;
  const before = command.before.markets.get(trade.symbol);
  const after = command.after.markets.get(trade.symbol);
  if (before === undefined || after === undefined) return undefined;
  const { instrument } = before;
  const trades = events.filter(
    (event): event is Trade => event.type === 'trade' && event.symbol === trade.symbol,
  );
  const queue = queueBefore(command, before, after);
  const takeover = takeoverFill(command);
  return {
    trade,
    instrument,
    trades: trades.length,
    place: trades.indexOf(trade) + 1,
    reasons: reasonsOf({ command, before, after, queue, takeover }),
    book: bookChange(before, after, restingOf(trade).side, trade.price),
    queue,
    maker: fillArithmetic(command, instrument, 'maker'),
    taker: takeover ?? fillArithmetic(command, instrument, 'taker'),
  };
}
