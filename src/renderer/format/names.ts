const NAME_END_CHARS = 4;

/** Where a name may be cut when it is too long: its end, as the `-12` of `taker-12`, tells it from the others. */
export function splitName(name: string): readonly [start: string, end: string] {
  const end = /[-_.]?\d{1,3}$/.exec(name)?.[0] ?? name.slice(-NAME_END_CHARS);
  return [name.slice(0, name.length - end.length), end];
}
