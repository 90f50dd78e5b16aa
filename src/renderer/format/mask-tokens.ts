/**
 * A relay's token in an address. Addresses appear with `?token=•••`, because anybody could use a token on the screen.
 */
const TOKEN = /(?<=[?&]token=)[^&#\s…]*[^&#\s….,;:!)”’"']/gi;

/** Text with the tokens in its addresses masked. */
export function maskTokens(text: string): string {
  return text.replace(TOKEN, '•••');
}
