/** The levels of a book that have changed since the last look, best price first. */
import type { Book } from '../../src/engine/book/index.ts';
import { LevelLists, type LevelList } from '../../src/engine/facts/level-lists.ts';
import { ListsInUse } from '../../src/engine/facts/reused.ts';

export function changedLevels(book: Book): Readonly<Record<'bids' | 'asks', LevelList>> {
  const lists = new LevelLists(new ListsInUse());
  const count = book.readChanges();
  const bids = book.changedBids(count);
  return {
    bids: book.writeChanges(0, lists.next(bids)),
    asks: book.writeChanges(bids, lists.next(count - bids)),
  };
}
