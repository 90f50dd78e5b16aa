/** Peak and deepest fall of each account's equity, over every update. The window receives only the last updates. */
import type { PositionUpdate } from '../../contract/events.ts';
import type { EquityExtremes } from './source-messages.ts';

interface Extremes {
  peak: number;
  maxDrawdown: number;
}

export class EquityWatch {
  readonly #byAccount = new Map<string, Extremes>();
  readonly #changed = new Set<string>();

  add({ account, equity }: Pick<PositionUpdate, 'account' | 'equity'>): void {
    let extremes = this.#byAccount.get(account);
    if (extremes === undefined) {
      extremes = { peak: -Infinity, maxDrawdown: 0 };
      this.#byAccount.set(account, extremes);
    }
    const drawdown = Math.max(extremes.peak, equity) - equity;
    if (equity <= extremes.peak && drawdown <= extremes.maxDrawdown) return;
    extremes.peak = Math.max(extremes.peak, equity);
    extremes.maxDrawdown = Math.max(extremes.maxDrawdown, drawdown);
    this.#changed.add(account);
  }

  /** Extremes of the accounts that have changed since the last call. */
  takeChanged(): readonly EquityExtremes[] {
    const changed = [...this.#changed].map((account): EquityExtremes => {
      const { peak = 0, maxDrawdown = 0 } = this.#byAccount.get(account) ?? {};
      return [account, peak, maxDrawdown];
    });
    this.#changed.clear();
    return changed;
  }
}
