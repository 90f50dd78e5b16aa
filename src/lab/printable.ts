/** Makes the text of strategies and of other machines safe for a terminal. */

/** Largest number of characters of a strategy's error. */
export const ERROR_LENGTH_MAX = 10_000;
/** Largest number of a strategy's errors in a result. */
export const ERRORS_KEPT_MAX = 3;

/** Text on one line. Each run of control characters, line breaks or invisible formatting becomes one space. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}

/** Text like that of `printable`, but with line breaks and tabs, for a quoted line of code. */
export function printableLines(text: string): string {
  return text.replaceAll(/(?:(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}])+/gu, ' ');
}
