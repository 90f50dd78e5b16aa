/**
 * Who is drawn in which frame. Panels take turns: they are drawn one after another for as long as the next one, which took
 * so long before, fits into DRAW_MS. One that takes longer is drawn alone. Whoever is left comes first in the next frame.
 * A frame that has cost UNUSED_MS before, for a digest or a chart, is left alone, but no more than SKIPPED_MAX in a row. On a
 * machine that is busy with other things frames are few, and panels must not fall apart: who has waited for LATE_MS may make
 * a frame half as long again, and who has waited for WAIT_MS_MAX is drawn whatever it takes.
 */
import type { FeedEnvironment } from './feed.ts';

export const DRAW_MS = 4;
export const LATE_MS = 300;
export const LATE_DRAW_MS = 1.5 * DRAW_MS;
export const WAIT_MS_MAX = 1_000;
/** A frame that has cost less than this has room for panels. */
export const UNUSED_MS = 2;
/** So many frames in a row may be left to what else they have cost. */
export const SKIPPED_MAX = 2;
/** Of a panel's newest time, in what it is expected to take: one time may have been that of another program. */
const NEWEST_SHARE = 0.3;

/** Of what belongs to no panel. */
export const NO_PANEL = '';

export class PaintTurns {
  readonly #environment: Pick<FeedEnvironment, 'clock' | 'draw'>;
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #expectedMs = new Map<string, number>();
  /** Since when by `clock`, in the order in which they are drawn. */
  readonly #waiting = new Map<string, number>();
  /** Frames in a row in which nobody was drawn though someone waited. */
  #skipped = 0;

  constructor(environment: Pick<FeedEnvironment, 'clock' | 'draw'>) {
    this.#environment = environment;
  }

  /** @returns a function that ends it. */
  subscribe(listener: () => void, panel: string): () => void {
    const listeners = this.#listeners.get(panel) ?? new Set();
    this.#listeners.set(panel, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Draw the panel; its place stays when it waits already. */
  add(panel: string): void {
    if (!this.#waiting.has(panel)) this.#waiting.set(panel, this.#environment.clock());
  }

  addAll(): void {
    for (const panel of this.#listeners.keys()) this.add(panel);
  }

  /**
   * @param startedAt when the frame's first work began, which may be the drawing of a chart
   * @param beforeMs what was worked for this frame before it began
   * @returns whether someone is left for the next frame
   */
  draw(startedAt: number, beforeMs = 0): boolean {
    const spentMs = () => beforeMs + this.#environment.clock() - startedAt;
    // A frame that has cost something already is left alone, but not too many of them.
    const isFree = this.#skipped >= SKIPPED_MAX || spentMs() < UNUSED_MS;
    let mustDraw = isFree;
    this.#skipped = this.#waiting.size > 0 ? this.#skipped + 1 : 0;
    for (const [panel, since] of this.#waiting) {
      const expectedMs = this.#expectedMs.get(panel) ?? 0;
      const room = roomMs(startedAt - since, isFree);
      if (!mustDraw && spentMs() + expectedMs >= room) break;
      mustDraw = false;
      this.#skipped = 0;
      this.#waiting.delete(panel);
      this.#drawPanel(panel);
    }
    return this.#waiting.size > 0;
  }

  #drawPanel(panel: string): void {
    const listeners = this.#listeners.get(panel);
    const startedAt = this.#environment.clock();
    this.#environment.draw(() => {
      for (const listener of listeners ?? []) listener();
    });
    const tookMs = this.#environment.clock() - startedAt;
    const expectedMs = this.#expectedMs.get(panel) ?? tookMs;
    this.#expectedMs.set(panel, expectedMs + (tookMs - expectedMs) * NEWEST_SHARE);
  }
}

/** How long a frame may be for a panel that has waited for so long. */
function roomMs(waitedMs: number, isFree: boolean): number {
  if (waitedMs >= WAIT_MS_MAX) return Infinity;
  if (!isFree) return 0;
  return waitedMs >= LATE_MS ? LATE_DRAW_MS : DRAW_MS;
}
