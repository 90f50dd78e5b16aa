import { maskTokens } from '../format/mask-tokens.ts';

/** Oldest line on top: an error, the line of source that it quotes and the caret below it belong together. */
export function logText(log: readonly string[]): string {
  return maskTokens(log.join('\n'));
}
