/** Spans in which each market was not continuous. */
import type { MarketState } from '../../contract/events.ts';
import type { Phase } from '../../contract/phases.ts';

/** Largest number of spans of one market. The newest are kept. */
export const SPANS_MAX = 200;

export interface PhaseSpan {
  readonly phase: Exclude<Phase, 'continuous'>;
  /** Start and end in microseconds since the Unix epoch. `to` is undefined while the span lasts. */
  readonly from: number;
  readonly to: number | undefined;
}

type State = Pick<MarketState, 'symbol' | 'phase' | 'time'>;

export class PhaseHistory {
  readonly #spans = new Map<string, readonly PhaseSpan[]>();

  /** Spans of a market, oldest first. */
  of(symbol: string): readonly PhaseSpan[] {
    return this.#spans.get(symbol) ?? [];
  }

  /** Adds a state. Checkpoints repeat the phase, which changes nothing. */
  add({ symbol, phase, time }: State): void {
    const spans = this.of(symbol);
    const last = spans.at(-1);
    const current = last?.to === undefined ? last : undefined;
    if ((current?.phase ?? 'continuous') === phase) return;
    const ended = current === undefined ? spans : [...spans.slice(0, -1), { ...current, to: time }];
    const begun = phase === 'continuous' ? ended : [...ended, { phase, from: time, to: undefined }];
    this.#spans.set(symbol, begun.slice(-SPANS_MAX));
  }

  /** Adds what happened before this window or while it was disconnected. The changes that it saw stay. */
  restore(past: readonly State[]): void {
    const own = [...this.#spans].flatMap(([symbol, spans]) =>
      spans.flatMap(({ phase, from, to }, index): State[] => {
        const isFollowed = to === undefined || spans[index + 1]?.from === to;
        const end = isFollowed ? [] : [{ symbol, phase: 'continuous' as const, time: to }];
        return [{ symbol, phase, time: from }, ...end];
      }),
    );
    this.#spans.clear();
    for (const state of [...past, ...own].sort((one, other) => one.time - other.time)) this.add(state);
  }

  clear(): void {
    this.#spans.clear();
  }
}
