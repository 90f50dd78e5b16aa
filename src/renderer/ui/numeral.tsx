import { splitZeros } from '../format/numbers.ts';

/**
 * A number with dimmed trailing zeros. Their element always exists, because creating and removing it costs a layout.
 */
export function Numeral({ text }: { readonly text: string }) {
  const [significant, zeros] = splitZeros(text);
  return (
    <>
      {significant}
      <span className="zeros">{zeros}</span>
    </>
  );
}
