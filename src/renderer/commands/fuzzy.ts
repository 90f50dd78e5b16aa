/** Finds a text by some of its letters, in order: `stb` finds "Stop All Bots". */
export interface Match {
  /** Higher is better. */
  readonly score: number;
  /** Indices of the matching letters. */
  readonly letters: readonly number[];
}

const WORD_START = 8;
const ADJACENT = 5;
const GAP = 0.2;

/** Null: the letters do not occur in this order. Spaces in the query are ignored; an empty one fits everything. */
export function fuzzyMatch(query: string, text: string): Match | null {
  const wanted = query.toLowerCase().replaceAll(/\s/g, '');
  if (wanted === '') return { score: 0, letters: [] };
  const lower = text.toLowerCase();
  let best: Match | null = null;
  // From each place of the first letter: the first match is not always the best one.
  let from = lower.indexOf(wanted.charAt(0));
  while (from >= 0) {
    const found = matchFrom(wanted, lower, from);
    if (found === null) break;
    if (best === null || found.score > best.score) best = found;
    from = lower.indexOf(wanted.charAt(0), from + 1);
  }
  return best;
}

interface Piece {
  /** Index of its first letter. */
  readonly from: number;
  readonly words: string;
  readonly isMarked: boolean;
}

/** The text in pieces, each marked or not. */
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

function matchFrom(wanted: string, text: string, from: number): Match | null {
  const letters: number[] = [];
  let at = from;
  let score = 0;
  for (const letter of wanted) {
    const found = nextOf(letter, text, at, letters.at(-1));
    if (found < 0) return null;
    score += scoreOf(text, found, letters.at(-1));
    letters.push(found);
    at = found + 1;
  }
  return { score: score - text.length * 0.01, letters };
}

/** The adjacent letter, else the next one that begins a word, else the next one. */
function nextOf(letter: string, text: string, from: number, before: number | undefined): number {
  const next = text.indexOf(letter, from);
  if (next < 0 || before === undefined || next === before + 1) return next;
  for (let at = next; at >= 0; at = text.indexOf(letter, at + 1)) if (isWordStart(text, at)) return at;
  return next;
}

function scoreOf(text: string, at: number, before: number | undefined): number {
  if (before !== undefined && at === before + 1) return ADJACENT + (isWordStart(text, at) ? 1 : 0);
  const gap = before === undefined ? 0 : (at - before) * GAP;
  return (isWordStart(text, at) ? WORD_START : 1) - gap;
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1));
}
