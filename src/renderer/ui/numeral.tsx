import { splitZeros } from '../format/numbers.ts';

/** A number whose trailing zeros step back. Their element stays when there are none: to make and drop it costs a layout. */
export function Numeral({ text }: { readonly text: string }) {
  const [significant, zeros] = splitZeros(text);
  return (
    <>
      {significant}
      <span className="zeros">{zeros}</span>
    </>
  );
}
