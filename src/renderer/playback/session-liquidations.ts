/** Known liquidations of the session that plays: those of the live market, and those that were played. */
import type { Liquidation } from '../../contract/events.ts';
import { NewestLog } from '../../contract/newest-log.ts';
import { sessionOf } from '../pit/session-on-screen.ts';

export const KNOWN_MAX = 1_000;
/** Distance on the scrubber below which liquidations share a tick, as a share of its length. */
const TICK_SHARE = 0.004;

export interface KnownLiquidation {
  readonly seq: number;
  /** Time in microseconds since the Unix epoch. */
  readonly time: number;
  readonly account: string;
}

export interface Tick {
  /** Place on the scrubber, from 0 to 1. */
  readonly share: number;
  /** Liquidations of the tick, oldest first. */
  readonly liquidations: readonly [KnownLiquidation, ...KnownLiquidation[]];
}

export class SessionLiquidations {
  #epoch: string | undefined;
  readonly #known = new NewestLog<KnownLiquidation>(KNOWN_MAX, ({ seq }) => seq);
  /** Extent of each list at its last read. */
  #read = new WeakMap<readonly Liquidation[], string>();

  /** The newest known liquidations, oldest first. */
  get all(): readonly KnownLiquidation[] {
    return this.#known.all;
  }

  /** Adds steps. Those of another session than the one that plays are ignored. */
  note(epoch: string | undefined, steps: readonly Liquidation[]): void {
    if (epoch === undefined || sessionOf(epoch) !== this.#epoch) return;
    // The scrubber calls this whenever it moves, and a list is long.
    const extent = [epoch, steps.length, steps[0]?.seq, steps.at(-1)?.seq].join(' ');
    if (this.#read.get(steps) === extent) return;
    this.#read.set(steps, extent);
    this.#known.merge(
      steps
        .filter(({ stage }) => stage === 'started')
        .map(({ seq, time, account }) => ({ seq, time, account })),
    );
  }

  /** Begins to play a session. Another session has no known liquidations. */
  play(epoch: string | undefined): void {
    const session = epoch === undefined ? undefined : sessionOf(epoch);
    if (session === undefined || session === this.#epoch) return;
    this.#epoch = session;
    this.#known.clear();
    this.#read = new WeakMap();
  }
}

/** @param all liquidations, oldest first */
export function ticksOf(all: readonly KnownLiquidation[], first: number, last: number): readonly Tick[] {
  const ticks: { share: number; liquidations: [KnownLiquidation, ...KnownLiquidation[]] }[] = [];
  for (const liquidation of all) {
    const share = (liquidation.time - first) / (last - first);
    if (!(share >= 0 && share <= 1)) continue;
    const before = ticks.at(-1);
    if (before !== undefined && share - before.share < TICK_SHARE) before.liquidations.push(liquidation);
    else ticks.push({ share, liquidations: [liquidation] });
  }
  return ticks;
}
