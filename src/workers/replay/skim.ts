/** Carries out steps in the file's book alone, on the way to a later moment of the file. */
import { reportedAggressor } from './aggression.ts';
import type { FileBook } from './file-book.ts';
import { LineError } from './lobster-message.ts';
import type { OrderStep, ReplayStep } from './steps.ts';

/** @throws LineError when the step contradicts the file so far */
export function skim(book: FileBook, step: ReplayStep): void {
  switch (step.type) {
    case 'place':
      placeInBook(book, step);
      return;
    case 'reduce':
    case 'remove':
      reduceInBook(book, step);
      return;
    case 'aggressor':
      for (const { orderId, quantity } of reportedAggressor(step, book).fills) book.reduce(orderId, quantity);
      return;
    case 'ignored':
      return;
  }
}

function placeInBook(book: FileBook, { row, orderId: id, side, price, quantity }: OrderStep): void {
  if (!book.place({ id, side, price, quantity })) throw new LineError(row, `order ${id} rests already`);
}

/** @returns the id of the changed order; undefined: the book does not have it */
export function reduceInBook(
  book: FileBook,
  { type, orderId, side, price, quantity }: OrderStep,
): string | undefined {
  const order = book.find(orderId, side, price);
  if (order === undefined) return undefined;
  const isWhole = type === 'remove' && order.id === orderId;
  book.reduce(order.id, isWhole ? order.quantity : quantity);
  return order.id;
}
