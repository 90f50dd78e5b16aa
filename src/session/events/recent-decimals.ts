/**
 * Writes the decimals of one grid, of which the same few come again and again: the prices and quantities of a market
 * that trades. A text that was written before is copied, which takes a quarter of the time of its digits.
 */
import type { Grid } from '../../contract/units.ts';
import { WORD_BYTES } from '../../runtime/words.ts';
import { decimal } from './number-text.ts';

/** Number of texts, a power of two. Those of neighbouring prices have places of their own. */
const TEXTS = 256;
/** An entry is the number of steps, the text in two words (runtime/words.ts), and its length. */
const [ENTRY, FIRST_WORD, LAST_WORD, LENGTH] = [4, 1, 2, 3] as const;
/** No entries. A table that is only read, so that grids without a decimal take no memory. */
const NOTHING = new Float64Array(TEXTS * ENTRY).fill(NaN);

export class RecentDecimals {
  readonly #grid: Grid;
  #entries = NOTHING;

  constructor(grid: Grid) {
    this.#grid = grid;
  }

  /** Writes `units` steps of the grid, like `decimal`. */
  write(view: DataView, at: number, units: number): number {
    const entries = this.#entries;
    const entry = (units & (TEXTS - 1)) * ENTRY;
    if (entries[entry] !== units) return this.#writeNew(view, at, units, entry);
    view.setFloat64(at, entries[entry + FIRST_WORD] as number, true);
    view.setFloat64(at + WORD_BYTES, entries[entry + LAST_WORD] as number, true);
    return at + ((entries[entry + LENGTH] as number) | 0);
  }

  #writeNew(view: DataView, at: number, units: number, entry: number): number {
    const end = decimal(view, at, this.#grid, units);
    const length = end - at;
    if (length > 2 * WORD_BYTES) return end;
    if (this.#entries === NOTHING) this.#entries = NOTHING.slice();
    const entries = this.#entries;
    entries[entry] = units;
    entries[entry + FIRST_WORD] = view.getFloat64(at, true);
    entries[entry + LAST_WORD] = view.getFloat64(at + WORD_BYTES, true);
    entries[entry + LENGTH] = length;
    return end;
  }
}
