/**
 * Checks that the books balance, by rule A5 and from the event stream alone:
 *
 *   balances + unrealized PnL + insurance fund + fees collected = deposits
 *
 * 1. All summands come from one checkpoint: from its `exchange_status` to the last event of the same time in the same
 *    frame. An update that repeats an account and symbol belongs to a later command and ends the checkpoint, and so
 *    does a trade, a liquidation or a change of a book. The check never uses an earlier checkpoint.
 * 2. The sums are integers in units of the finest decimal that occurs, and therefore exact for any size.
 * 3. Each update of an account repeats its balance, which must be the same in all of them. Positions of one symbol must
 *    add up to zero.
 */
import type { ExchangeStatus, MarketEvent, PositionUpdate } from '../../contract/events.ts';
import { isOfCheckpoint } from './checkpoint-events.ts';
import { exactSum } from './exact-sum.ts';

export interface BooksVerdict {
  readonly seq: number;
  readonly balances: number;
  readonly unrealizedPnl: number;
  readonly insuranceFund: number;
  readonly feesCollected: number;
  /** Sum of the four amounts above. */
  readonly sum: number;
  /** Sum of all deposits. Undefined: the exchange does not publish it. */
  readonly deposits?: number | undefined;
  /** `sum` less `deposits`, exactly. */
  readonly difference: number;
  /** The error as a sentence. Null: there is none. */
  readonly problem: string | null;
}

export interface BooksView {
  /** Verdict on the newest checkpoint. Absent before the first. */
  readonly verdict?: BooksVerdict | undefined;
  /** Number of checkpoints that were checked. */
  readonly checked: number;
  /** Number of checkpoints that did not balance. */
  readonly failed: number;
}

export const NO_BOOKS: BooksView = { checked: 0, failed: 0 };

export class BooksWatch {
  #view = NO_BOOKS;

  get view(): BooksView {
    return this.#view;
  }

  /** @param events events of one frame, as the replica applied them */
  apply(events: readonly MarketEvent[]): void {
    for (const [index, event] of events.entries()) {
      if (event.type !== 'exchange_status') continue;
      const verdict = checkBooks(event, checkpointPositions(event, events.slice(index + 1)));
      const { checked, failed } = this.#view;
      const isWrong = verdict.problem !== null;
      this.#view = { verdict, checked: checked + 1, failed: isWrong ? failed + 1 : failed };
    }
  }
}

function checkpointPositions(
  status: ExchangeStatus,
  following: readonly MarketEvent[],
): readonly PositionUpdate[] {
  const positions = new Map<string, PositionUpdate>();
  for (const event of following) {
    if (event.time !== status.time || !isOfCheckpoint(event)) break;
    if (event.type !== 'position_update') continue;
    const key = `${event.account} ${event.symbol}`;
    if (positions.has(key)) break;
    positions.set(key, event);
  }
  return [...positions.values()];
}

function checkBooks(status: ExchangeStatus, positions: readonly PositionUpdate[]): BooksVerdict {
  const { seq, insuranceFund, feesCollected, deposits } = status;
  const balances = exactSum([...balanceByAccount(positions).values(), status.omittedBalance ?? 0]);
  const unrealizedPnl = exactSum(positions.map((position) => position.unrealizedPnl));
  const sum = exactSum([balances, unrealizedPnl, insuranceFund, feesCollected]);
  const difference = deposits === undefined ? 0 : exactSum([sum, -deposits]);
  return {
    seq,
    balances,
    unrealizedPnl,
    insuranceFund,
    feesCollected,
    sum,
    deposits,
    difference,
    problem: problemOf(positions, difference),
  };
}

function problemOf(positions: readonly PositionUpdate[], difference: number): string | null {
  const balances = balanceByAccount(positions);
  const torn = positions.find(({ account, balance }) => balances.get(account) !== balance);
  if (torn !== undefined) return `${torn.account} has two balances in one checkpoint`;
  for (const symbol of new Set(positions.map((position) => position.symbol))) {
    const net = exactSum(positions.filter((one) => one.symbol === symbol).map(({ quantity }) => quantity));
    if (net !== 0) return `the positions in ${symbol} add up to ${net}, not to 0`;
  }
  return difference === 0 ? null : `the sum is ${difference > 0 ? 'above' : 'below'} the deposits`;
}

function balanceByAccount(positions: readonly PositionUpdate[]): ReadonlyMap<string, number> {
  return new Map(positions.map(({ account, balance }) => [account, balance]));
}
