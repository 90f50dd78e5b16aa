/**
 * The book before a LOBSTER message file begins, from the order book file that comes with it. Row 0 of that file is the
 * book after message 0 (`ask,size,bid,size,…`, best level first), so message 0 is undone.
 */
import type { Side } from '../../contract/orders.ts';
import { LineError, type LobsterMessage } from './lobster-message.ts';

/** Sum of the orders that already rest at a price. The single orders are unknown. */
export interface SeedLevel {
  readonly side: Side;
  /** Price in dollars × 10,000. */
  readonly price: number;
  /** Size in shares. */
  readonly size: number;
}

/** LOBSTER's price for a level that does not exist. */
const NO_LEVEL = 9_999_999_999;
const CELLS_PER_LEVEL = 4;

/** @throws SetupError when the line is not a row of an order book file */
export function seedLevels(line: string, first: LobsterMessage): SeedLevel[] {
  return undo(parseBookRow(line), first);
}

function parseBookRow(line: string): SeedLevel[] {
  const cells = line.split(',').map(parseCell);
  if (cells.length % CELLS_PER_LEVEL !== 0) {
    throw new LineError(0, `has ${cells.length} columns; a level has ${CELLS_PER_LEVEL}`);
  }
  const levels: SeedLevel[] = [];
  for (let at = 0; at < cells.length; at += 2) {
    const price = cells[at] ?? 0;
    const size = cells[at + 1] ?? 0;
    if (Math.abs(price) === NO_LEVEL || size === 0) continue;
    levels.push({ side: at % CELLS_PER_LEVEL === 0 ? 'sell' : 'buy', price, size });
  }
  return levels;
}

function parseCell(text: string): number {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw new LineError(0, `'${text.slice(0, 60)}' is not a whole number`);
}

function undo(levels: readonly SeedLevel[], { kind, side, price, size }: LobsterMessage): SeedLevel[] {
  if (kind === 'ignored') return [...levels];
  const isThere = (level: SeedLevel) => level.side === side && level.price === price;
  const after = levels.find(isThere)?.size ?? 0;
  const before = kind === 'place' ? after - size : after + size;
  const others = levels.filter((level) => !isThere(level));
  return before > 0 ? [...others, { side, price, size: before }] : others;
}
