/** When each market was not continuous, since this window first saw it. */
import type { MarketState } from '../../contract/events.ts';
import type { Phase } from '../../contract/phases.ts';

/** Of one market, the newest ones. */
export const SPANS_MAX = 200;

export interface PhaseSpan {
  readonly phase: Exclude<Phase, 'continuous'>;
  /** Microseconds since the Unix epoch; `to` is undefined while it lasts. */
  readonly from: number;
  readonly to: number | undefined;
}

export class PhaseHistory {
  readonly #spans = new Map<string, readonly PhaseSpan[]>();

  /** Oldest first. */
  of(symbol: string): readonly PhaseSpan[] {
    return this.#spans.get(symbol) ?? [];
  }

  /** Checkpoints repeat the phase. */
  add({ symbol, phase, time }: Pick<MarketState, 'symbol' | 'phase' | 'time'>): void {
    const spans = this.of(symbol);
    const last = spans.at(-1);
    const current = last?.to === undefined ? last : undefined;
    if ((current?.phase ?? 'continuous') === phase) return;
    const ended = current === undefined ? spans : [...spans.slice(0, -1), { ...current, to: time }];
    const begun = phase === 'continuous' ? ended : [...ended, { phase, from: time, to: undefined }];
    this.#spans.set(symbol, begun.slice(-SPANS_MAX));
  }

  clear(): void {
    this.#spans.clear();
  }
}
