/** Where the engine's events and the auditor's differ. */
import type { Prediction } from './auditor.ts';
import type { Predicted } from './exchange-state.ts';

/** One event as a plain bag of fields. */
export type Told = Readonly<Record<string, unknown>> & { readonly type: string };

export interface Mismatch {
  /** What differs, without the numbers: two runs that differ in the same way have the same kind. */
  readonly kind: string;
  readonly detail: string;
}

const CLOSING = new Set(['order_update', 'book_update', 'mark_price', 'position_update']);

/** @returns the first difference, or null */
export function compare(actual: readonly Told[], prediction: Prediction): Mismatch | null {
  const start = actual.findIndex(({ type }) => CLOSING.has(type));
  const steps = start === -1 ? actual : actual.slice(0, start);
  const closing = start === -1 ? [] : actual.slice(start);
  return compareSteps(steps, prediction.events) ?? compareClosing(closing, prediction.closing);
}

function compareSteps(actual: readonly Told[], expected: readonly Predicted[]): Mismatch | null {
  for (let index = 0; index < Math.max(actual.length, expected.length); index += 1) {
    const mismatch = compareEvent(actual[index], expected[index]);
    if (mismatch !== null) return mismatch;
  }
  return null;
}

/** Closing events stand in no particular order, each once. */
function compareClosing(actual: readonly Told[], expected: readonly Predicted[]): Mismatch | null {
  const left = [...expected];
  for (const event of actual) {
    const index = left.findIndex((other) => subject(other) === subject(event));
    const mismatch = compareEvent(event, left[index]);
    if (mismatch !== null) return mismatch;
    left.splice(index, 1);
  }
  return left[0] === undefined ? null : compareEvent(undefined, left[0]);
}

function subject(event: Told | Predicted): string {
  const { type, account, instrument, orderId } = event as Told;
  return `${type} ${String(account)} ${String(instrument)} ${String(orderId)}`;
}

function compareEvent(actual: Told | undefined, expected: Predicted | undefined): Mismatch | null {
  if (actual === undefined && expected === undefined) return null;
  if (actual === undefined || expected === undefined || actual.type !== expected.type) {
    const kind = `${actual?.type ?? 'nothing'} instead of ${expected?.type ?? 'nothing'}`;
    return { kind, detail: both(actual, expected) };
  }
  for (const field of Object.keys({ ...actual, ...expected })) {
    if (field === 'reason') continue;
    if (!isSame(actual[field], (expected as Told)[field])) {
      return { kind: `${actual.type}.${field}`, detail: both(actual, expected) };
    }
  }
  return null;
}

/** Plain values, and the pairs of a book. */
function isSame(actual: unknown, expected: unknown): boolean {
  return actual === expected || JSON.stringify(actual) === JSON.stringify(expected);
}

function both(actual: unknown, expected: unknown): string {
  return `engine:  ${JSON.stringify(actual) ?? 'nothing'}\nauditor: ${JSON.stringify(expected) ?? 'nothing'}`;
}
