/** What the writers of events and messages look up: names as text and as JSON, instruments, grids and recent decimals. */
import type { InstrumentSpec } from '../../contract/index.ts';
import { accountAt, type EngineState } from '../../engine/index.ts';
import type { Text } from '../../runtime/words.ts';
import { quoted } from './json-text.ts';
import { RecentDecimals } from './recent-decimals.ts';

/** Room for the name of an account or a symbol in JSON. */
export const NAME_BYTES_MAX = 256;

export class Lookup {
  readonly moneyGrid: EngineState['moneyGrid'];
  /** Specifications by the index of the instrument. */
  readonly specs: readonly InstrumentSpec[];
  /** Prices and quantities by the index of the instrument. */
  readonly prices: readonly RecentDecimals[];
  readonly quantities: readonly RecentDecimals[];
  readonly #state: EngineState;
  /** Texts by the index of the account or of the instrument. */
  readonly #accounts: Text[] = [];
  readonly #symbols: Text[] = [];

  constructor(state: EngineState) {
    this.#state = state;
    this.moneyGrid = state.moneyGrid;
    this.specs = state.markets.map(({ spec }) => spec);
    this.prices = this.specs.map(({ priceGrid }) => new RecentDecimals(priceGrid));
    this.quantities = this.specs.map(({ quantityGrid }) => new RecentDecimals(quantityGrid));
  }

  nameOf(account: number): string {
    return accountAt(this.#state, account).name;
  }

  account(account: number): Text {
    return (this.#accounts[account] ??= nameText(this.nameOf(account)));
  }

  symbol({ index, symbol }: InstrumentSpec): Text {
    return (this.#symbols[index] ??= nameText(symbol));
  }
}

function nameText(name: string): Text {
  const text = quoted(name);
  if (text.length <= NAME_BYTES_MAX) return text;
  throw new Error(`the name ${name} takes ${text.length} bytes; at most ${NAME_BYTES_MAX} fit`);
}
