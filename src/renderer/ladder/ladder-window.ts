/** Chooses the visible rows of the ladder. */
export interface LadderWindow {
  /** Rows of a side from its best price: `from` up to but not `to`. */
  readonly asks: { readonly from: number; readonly to: number };
  readonly bids: { readonly from: number; readonly to: number };
  readonly hasSpread: boolean;
}

/**
 * @param rows the number of rows that fit beside the spread's
 * @param shift rows that the reader has scrolled up, toward higher asks; negative: down
 */
export function ladderWindow(rows: number, shift: number): LadderWindow {
  const above = Math.floor(rows / 2);
  const below = rows - above;
  return {
    asks: { from: Math.max(0, shift - below), to: Math.max(0, above + shift) },
    bids: { from: Math.max(0, -shift - above), to: Math.max(0, below - shift) },
    hasSpread: shift >= -above && shift <= below,
  };
}
