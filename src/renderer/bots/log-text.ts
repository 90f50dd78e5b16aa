import { maskTokens } from '../format/mask-tokens.ts';

/** `  12 | const x = ;` and the line with the mark below it. */
const QUOTED_LINE = /^\s+(?:\d+ )?\| /;

export interface TextLine {
  readonly key: number;
  readonly text: string;
  /** From an author's file, under the error before it. */
  readonly isQuoted: boolean;
}

/** Oldest line on top: an error, the line of source that it quotes and the caret below it belong together. */
export function logText(log: readonly string[]): string {
  return maskTokens(log.join('\n'));
}

/** Lines as they may be shown, in their order. */
export function linesOf(lines: readonly string[]): readonly TextLine[] {
  return lines.map((line, key) => ({ key, text: maskTokens(line), isQuoted: QUOTED_LINE.test(line) }));
}
