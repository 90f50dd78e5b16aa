/** Anybody who reads a relay's token off the screen could use it, so addresses appear with `?token=•••`. */
const TOKEN = /(?<=[?&]token=)[^&#\s…]*[^&#\s….,;:!)”’"']/gi;

/** Any text, with the tokens in its addresses masked. */
export function maskTokens(text: string): string {
  return text.replace(TOKEN, '•••');
}
