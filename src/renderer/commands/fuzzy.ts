/** Finds a text by some of its letters, in order. For example `stb` finds "Stop All Bots". */
export interface Match {
  /** Quality of the match. Higher is better. */
  readonly score: number;
  /** Indices of the matching letters. */
  readonly letters: readonly number[];
}

const WORD_START = 8;
/**
 * Score of a letter right after the previous one. It exceeds that of the beginning of a word, so `stop` is found in
 * "Stop" and not in "Start on Free Ports".
 */
const ADJACENT = 9;
const GAP = 0.2;

/**
 * A match. Null: the letters do not occur in this order. Spaces in the query are ignored, and an empty query matches
 * everything.
 */
export function fuzzyMatch(query: string, text: string): Match | null {
  const wanted = query.toLowerCase().replaceAll(/\s/g, '');
  if (wanted === '') return { score: 0, letters: [] };
  const lower = text.toLowerCase();
  const rows: Row[] = [];
  for (const letter of wanted) rows.push(nextRow(letter, lower, rows.at(-1)));
  const last = rows.at(-1)?.scores ?? [];
  const best = Math.max(...last, -Infinity);
  if (best === -Infinity) return null;
  return { score: best - lower.length * 0.01, letters: lettersOf(rows, last.indexOf(best)) };
}

interface Piece {
  /** Index of its first letter. */
  readonly from: number;
  readonly words: string;
  readonly isMarked: boolean;
}

/** The text in pieces, each of which is marked or not. */
export function piecesOf(text: string, marked: readonly number[]): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const isMarked = marked.includes(at);
    const last = pieces.at(-1);
    if (last === undefined || last.isMarked !== isMarked)
      pieces.push({ from: at, words: text.charAt(at), isMarked });
    else pieces[pieces.length - 1] = { ...last, words: last.words + text.charAt(at) };
  }
  return pieces;
}

/** Result for one letter of the query, with a value for each place of the text. */
interface Row {
  /** Best score of the letters so far when this one is at the place. -Infinity: they do not match there. */
  readonly scores: readonly number[];
  readonly before: readonly number[];
}

/** @param above row of the previous letter; undefined: there is none */
function nextRow(letter: string, text: string, above: Row | undefined): Row {
  const scores: number[] = [];
  const before: number[] = [];
  /** Best score of the previous letter before the adjacent place, without the cost of the gap. */
  let far = above === undefined ? 0 : -Infinity;
  let farAt = -1;
  for (let at = 0; at < text.length; at += 1) {
    const near = above?.scores[at - 1] ?? -Infinity;
    const start = isWordStart(text, at);
    const jumped = far + (start ? WORD_START : 1) - (above === undefined ? 0 : at * GAP);
    const adjacent = near + ADJACENT + (start ? 1 : 0);
    scores.push(text.charAt(at) === letter ? Math.max(jumped, adjacent) : -Infinity);
    before.push(adjacent >= jumped ? at - 1 : farAt);
    if (near + (at - 1) * GAP > far) [far, farAt] = [near + (at - 1) * GAP, at - 1];
  }
  return { scores, before };
}

function lettersOf(rows: readonly Row[], last: number): readonly number[] {
  const letters: number[] = [];
  let at = last;
  for (const { before } of rows.toReversed()) {
    letters.unshift(at);
    at = before[at] ?? -1;
  }
  return letters;
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1));
}
