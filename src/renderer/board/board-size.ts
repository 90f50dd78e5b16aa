/** Size of the leaderboard's text: as large as all rows allow, so that a few accounts fill a projector too. */

/** Smallest size: 24 px at 720 px of height. */
const TEXT_PX_MIN = 24;
const TEXT_SHARE_MIN = 1 / 30;
const TEXT_SHARE_MAX = 1 / 22;
/** Width of the columns, a name and the code to join, in em. */
const WIDTH_EM = 44;
/** Rows beside those of accounts: the head, the headings, the page, the liquidations and the space around them. */
const OTHER_ROWS = 6.5;
const ROW_EM = 1.6;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** @param rows number of accounts @returns the sizes of the text and of a row, in pixels */
export function boardSize({ width, height }: Size, rows: number): { textPx: number; rowPx: number } {
  const least = Math.max(TEXT_PX_MIN, Math.round(height * TEXT_SHARE_MIN));
  const most = Math.min(height * TEXT_SHARE_MAX, width / WIDTH_EM);
  const fitting = height / ((rows + OTHER_ROWS) * ROW_EM);
  const textPx = Math.max(least, Math.floor(Math.min(most, fitting)));
  return { textPx, rowPx: Math.round(textPx * ROW_EM) };
}
