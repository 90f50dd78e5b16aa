/** Instruments that a strategy trades, from its `static symbols`, `--symbol` and the exchange's list. */
import { excerpt } from '../../runtime/describe-issue.ts';

/** Declared instruments. Undefined: one, which `--symbol` may name. */
export type DeclaredSymbols = readonly string[] | 'all' | undefined;

/** Checks `static symbols`, because a strategy may be plain JavaScript. */
export function readSymbols(
  declared: unknown,
): { readonly symbols: DeclaredSymbols } | { readonly problem: string } {
  if (declared === undefined || declared === 'all') return { symbols: declared };
  if (!Array.isArray(declared) || declared.length === 0)
    return { problem: `must be 'all' or a list such as ['ETF', 'FUT']; got ${excerpt(declared)}` };
  const wrong = declared.find((symbol) => typeof symbol !== 'string' || symbol === '') as unknown;
  if (wrong !== undefined) return { problem: `lists ${excerpt(wrong)}, which is not a symbol` };
  const symbols = declared as readonly string[];
  const repeated = symbols.find((symbol, index) => symbols.indexOf(symbol) !== index);
  return repeated === undefined ? { symbols } : { problem: `lists ${repeated} twice` };
}

/**
 * @param chosen symbol of `--symbol`
 * @param listed symbols of the exchange, at least one
 * @returns the traded symbols, the main one first
 */
export function tradedSymbols(
  declared: DeclaredSymbols,
  chosen: string | undefined,
  listed: readonly string[],
): { readonly symbols: readonly string[] } | { readonly problem: string } {
  const there = `there is ${listed.join(', ')}`;
  if (Array.isArray(declared)) {
    const unknown = (declared as readonly string[]).find((symbol) => !listed.includes(symbol));
    if (unknown !== undefined) return { problem: `static symbols: ${unknown} is not traded here; ${there}.` };
    if (chosen === undefined) return { symbols: declared as readonly string[] };
    return {
      problem: `--symbol ${chosen}: the strategy chooses its instruments, static symbols: ${declared.join(', ')}; leave --symbol out.`,
    };
  }
  if (chosen === undefined) return { symbols: declared === 'all' ? listed : listed.slice(0, 1) };
  if (listed.includes(chosen)) return { symbols: [chosen] };
  return { problem: `--symbol ${chosen} is not traded here; ${there}.` };
}
