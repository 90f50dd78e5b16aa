import { splitZeros } from '../format/numbers.ts';

/** A number whose trailing zeros step back. */
export function Numeral({ text }: { readonly text: string }) {
  const [significant, zeros] = splitZeros(text);
  if (zeros === '') return text;
  return (
    <>
      {significant}
      <span className="zeros">{zeros}</span>
    </>
  );
}
