const NAME_END_CHARS = 4;
/** A name of so many characters is cut at its end, if at all: `momentu…` says more than `mom…ntum`. */
const SHORT_CHARS_MAX = 16;

/** Where a name may be cut when it is too long: its end, as the `-12` of `taker-12`, distinguishes it from the others. */
export function splitName(name: string): readonly [start: string, end: string] {
  const usual = name.length > SHORT_CHARS_MAX ? name.slice(-NAME_END_CHARS) : '';
  const end = /[-_.]?\d{1,3}$/.exec(name)?.[0] ?? usual;
  return [name.slice(0, name.length - end.length), end];
}
