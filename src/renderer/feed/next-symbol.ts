/** The next or previous instrument, wrapping around. Null as the choice means that the first one is on screen. */
export function nextSymbol(symbols: readonly string[], chosen: string | null, step: 1 | -1): string | null {
  const index = Math.max(0, chosen === null ? 0 : symbols.indexOf(chosen));
  return symbols[(index + step + symbols.length) % symbols.length] ?? null;
}
