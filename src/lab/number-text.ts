/** Numbers as text for the terminal and the page: digits in groups of three, and the minus sign of typography. */
const FORMATS = new Map<number, Intl.NumberFormat>();

/** @param digits digits after the decimal point */
export function numberText(value: number, digits: number): string {
  const text = formatOf(digits).format(value);
  // A number that rounds to 0 has no sign.
  return /[1-9∞]/.test(text) ? text.replace('-', '−') : text.replace('-', '');
}

/** A number with its sign, also when it is positive. */
export function signed(value: number, digits: number): string {
  const text = numberText(value, digits);
  return text.startsWith('−') ? text : `+${text}`;
}

export function intervalText(
  { low, high }: { readonly low: number; readonly high: number },
  digits: number,
): string {
  return `[${numberText(low, digits)}, ${numberText(high, digits)}]`;
}

function formatOf(digits: number): Intl.NumberFormat {
  const known = FORMATS.get(digits);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  FORMATS.set(digits, format);
  return format;
}
