const STEP = 1_000;
const UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** Text of a size, for example `812 B`, `1.2 kB` or `34 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= STEP && unit < UNITS.length - 1) {
    value /= STEP;
    unit += 1;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}
