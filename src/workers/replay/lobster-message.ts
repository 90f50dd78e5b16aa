/**
 * One line of a LOBSTER message file: `time,type,order id,size,price,direction`, no header.
 *
 * Time is in seconds after midnight, price in dollars × 10,000, size in shares. Direction 1 is a resting buy order, -1 a
 * resting sell order, also for executions. Types: 1 new, 2 partial cancel, 3 delete, 4 execution of a visible order,
 * 5 of a hidden one, 6 auction, 7 halt. Source: https://lobsterdata.com/info/DataStructure.php
 */
import type { Side } from '../../contract/orders.ts';
import { SetupError } from '../../runtime/failure.ts';

const KINDS = {
  '1': 'place',
  '2': 'reduce',
  '3': 'remove',
  '4': 'execute',
  '5': 'ignored',
  '6': 'ignored',
  '7': 'ignored',
} as const;
type LobsterKind = (typeof KINDS)[keyof typeof KINDS];

/** Steps of a LOBSTER price in one dollar. */
export const LOBSTER_PRICE_SCALE = 10_000;
const NANOS_PER_SECOND = 1_000_000_000;
const COLUMNS_MIN = 6;

export interface LobsterMessage {
  /** Line number less one. LOBSTER's companion files have the book after this message in the same row. */
  readonly row: number;
  /** Time since midnight, in nanoseconds. */
  readonly timeNanos: number;
  readonly kind: LobsterKind;
  readonly orderId: string;
  /** Size in shares. */
  readonly size: number;
  /** Price in dollars × 10,000. */
  readonly price: number;
  /** Side of the resting order. */
  readonly side: Side;
}

/** @throws LineError that names the line and the value */
export function parseMessage(line: string, row: number): LobsterMessage {
  const cells = line.split(',');
  if (cells.length < COLUMNS_MIN) {
    throw new LineError(
      row,
      `'${line.slice(0, 60)}' has ${cells.length} columns; a LOBSTER message has ${COLUMNS_MIN}`,
    );
  }
  const [time = '', type = '', orderId = '', size = '', price = '', direction = ''] = cells;
  const kind = kindOf(type, row);
  const timeNanos = parseTime(time, row);
  // Hidden executions, auctions and halts have placeholders that mean nothing to a book.
  if (kind === 'ignored') return { row, timeNanos, kind, orderId, size: 0, price: 0, side: 'buy' };
  return {
    row,
    timeNanos,
    kind,
    orderId: parseId(orderId, row),
    size: parseCount('size', size, row),
    price: parseCount('price', price, row),
    side: parseDirection(direction, row),
  };
}

/** A mistake in a line of the file. The caller adds the file's name. */
export class LineError extends SetupError {
  constructor(row: number, problem: string) {
    super(`line ${row + 1}: ${problem}`);
  }
}

function kindOf(type: string, row: number): LobsterKind {
  if (Object.hasOwn(KINDS, type)) return KINDS[type as keyof typeof KINDS];
  throw new LineError(row, `type '${type}' is none of 1 to 7`);
}

function parseTime(text: string, row: number): number {
  const match = /^(\d{1,6})(?:\.(\d+))?$/.exec(text);
  if (match === null) throw new LineError(row, `time '${text}' is no number of seconds after midnight`);
  const fraction = (match[2] ?? '').slice(0, 9).padEnd(9, '0');
  return Number(match[1]) * NANOS_PER_SECOND + Number(fraction);
}

function parseId(text: string, row: number): string {
  if (/^\d{1,20}$/.test(text)) return text;
  throw new LineError(row, `order id '${text}' is not a whole number`);
}

function parseCount(name: string, text: string, row: number): number {
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count > 0 && Number.isSafeInteger(count)) return count;
  throw new LineError(row, `${name} '${text}' is not a whole number above 0`);
}

function parseDirection(text: string, row: number): Side {
  if (text === '1') return 'buy';
  if (text === '-1') return 'sell';
  throw new LineError(row, `direction '${text}' is neither 1 (buy) nor -1 (sell)`);
}
