/**
 * Makes a writer that passes on a limited number of lines per second and reports how many it dropped.
 * @param now milliseconds of a clock that never goes back
 */
export function limitLines(
  write: (text: string) => void,
  linesPerSecondMax: number,
  now: () => number,
): (text: string) => void {
  let since = -Infinity;
  let lines = 0;
  return (text) => {
    if (now() - since >= 1_000) {
      if (lines > linesPerSecondMax) write(`(${lines - linesPerSecondMax} lines more within a second)`);
      since = now();
      lines = 0;
    }
    lines += 1;
    if (lines <= linesPerSecondMax) write(text);
  };
}
