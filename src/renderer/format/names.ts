const NAME_END_CHARS = 4;
/** A name up to this length is cut at its end: `momentu…` is clearer than `mom…ntum`. */
const SHORT_CHARS_MAX = 16;

/** Splits a long name before its end, because the end, such as the `-12` of `taker-12`, distinguishes it. */
export function splitName(name: string): readonly [start: string, end: string] {
  const usual = name.length > SHORT_CHARS_MAX ? name.slice(-NAME_END_CHARS) : '';
  const end = /[-_.]?\d{1,3}$/.exec(name)?.[0] ?? usual;
  return [name.slice(0, name.length - end.length), end];
}
