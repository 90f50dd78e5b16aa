/** A relay's token lets anybody in who reads it off the screen: an address is shown with `?token=•••`. */
const TOKEN = /(?<=[?&]token=)[^&#\s…]*[^&#\s….,;:!)”’"']/gi;

/** Any text, with what follows `token=` in its addresses made unreadable. */
export function maskTokens(text: string): string {
  return text.replace(TOKEN, '•••');
}
