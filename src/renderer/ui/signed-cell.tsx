import { toneOf } from '../format/numbers.ts';

/** Cell of a number with a sign, in the colour of the sign. */
export function SignedCell({ text }: { readonly text: string }) {
  return <td className={`number tone-${toneOf(text)}`}>{text}</td>;
}
