/** Text of strategies and of other machines, before it reaches a terminal. */

/** Characters of an error of a strategy. */
export const ERROR_LENGTH_MAX = 10_000;

/** On one line: each run of control characters, line breaks or invisible formatting is one space. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}

/** The same with line breaks and tabs, as in a quoted line of code. */
export function printableLines(text: string): string {
  return text.replaceAll(/(?:(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}])+/gu, ' ');
}
