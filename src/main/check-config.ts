/** Checks an exchange configuration when the user chooses it, as the exchange does when it starts. */
import {
  compileSetup,
  exchangeProgram,
  withInstruments,
  type ExchangeOptions,
} from '../config/exchange-config.ts';
import { PIT_INSTRUMENT } from '../contract/instrument.ts';
import { OptionError, readOptions } from '../runtime/options.ts';

/** Largest number of symbols in a sentence. */
const SYMBOLS_SHOWN_MAX = 5;

const list = new Intl.ListFormat('en');

/** @param path configuration file; null: the defaults @throws OptionError */
export function readConfig(path: string | null): ExchangeOptions {
  const given = readOptions(exchangeProgram, path === null ? [] : [`--config=${path}`]);
  if ('help' in given) throw new Error('readOptions gave help that was not asked for');
  return withInstruments(given.options, [PIT_INSTRUMENT]);
}

export type CheckedConfig =
  | { readonly ok: true; readonly symbols: readonly string[] }
  | { readonly ok: false; readonly reason: string };

/** @param path configuration file; null: the defaults */
export function checkConfig(path: string | null): CheckedConfig {
  try {
    return { ok: true, symbols: compileSetup(readConfig(path)).instruments.map(({ symbol }) => symbol) };
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    return { ok: false, reason: error.message.replace(/^--config /, '') }; // a window has no flags
  }
}

/** One sentence for the user that lists the symbols. */
export function configNote(symbols: readonly string[]): string {
  const shown = symbols.length > SYMBOLS_SHOWN_MAX ? symbols.slice(0, SYMBOLS_SHOWN_MAX) : symbols;
  const others = symbols.length - shown.length;
  const names = list.format(others === 0 ? shown : [...shown, `${others} more`]);
  return `The next start of the pit opens trading in ${names}.`;
}
