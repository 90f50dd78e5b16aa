/** Finds the first difference between the engine's events and the auditor's. */
import type { Prediction } from './auditor.ts';
import type { Predicted } from './exchange-state.ts';

/** An engine event as plain fields. */
export type Fact = Readonly<Record<string, unknown>> & { readonly type: string };

export interface Mismatch {
  /** The difference without its numbers, to recognise the same fault in a shorter script. */
  readonly kind: string;
  readonly detail: string;
}

const CLOSING = new Set(['order_update', 'book_update', 'auction_update', 'mark_price', 'position_update']);

/** @returns the first difference, or null */
export function compare(actual: readonly Fact[], prediction: Prediction): Mismatch | null {
  const start = actual.findIndex(({ type }) => CLOSING.has(type));
  const steps = start === -1 ? actual : actual.slice(0, start);
  const closing = start === -1 ? [] : actual.slice(start);
  return compareSteps(steps, prediction.events) ?? compareClosing(closing, prediction.closing);
}

function compareSteps(actual: readonly Fact[], expected: readonly Predicted[]): Mismatch | null {
  for (let index = 0; index < Math.max(actual.length, expected.length); index += 1) {
    const mismatch = compareEvent(actual[index], expected[index]);
    if (mismatch !== null) return mismatch;
  }
  return null;
}

/** Closing events may come in any order, each once. */
function compareClosing(actual: readonly Fact[], expected: readonly Predicted[]): Mismatch | null {
  const left = [...expected];
  for (const event of actual) {
    const index = left.findIndex((other) => subject(other) === subject(event));
    const mismatch = compareEvent(event, left[index]);
    if (mismatch !== null) return mismatch;
    left.splice(index, 1);
  }
  return left[0] === undefined ? null : compareEvent(undefined, left[0]);
}

function subject(event: Fact | Predicted): string {
  const { type, account, instrument, orderId } = event as Fact;
  return `${type} ${String(account)} ${String(instrument)} ${String(orderId)}`;
}

function compareEvent(actual: Fact | undefined, expected: Predicted | undefined): Mismatch | null {
  if (actual === undefined && expected === undefined) return null;
  if (actual === undefined || expected === undefined || actual.type !== expected.type) {
    const kind = `${actual?.type ?? 'nothing'} instead of ${expected?.type ?? 'nothing'}`;
    return { kind, detail: both(actual, expected) };
  }
  for (const field of Object.keys({ ...actual, ...expected })) {
    if (field === 'reason') continue;
    if (!isSame(actual[field], (expected as Fact)[field])) {
      return { kind: `${actual.type}.${field}`, detail: both(actual, expected) };
    }
  }
  return null;
}

/** Compares plain values and the pairs of a book. */
function isSame(actual: unknown, expected: unknown): boolean {
  return actual === expected || JSON.stringify(actual) === JSON.stringify(expected);
}

function both(actual: unknown, expected: unknown): string {
  return `engine:  ${JSON.stringify(actual) ?? 'nothing'}\nauditor: ${JSON.stringify(expected) ?? 'nothing'}`;
}
