/**
 * Chooses the panels that each frame draws.
 *
 * 1. Panels take turns: a frame draws them one after another while the expected time of the next one fits into DRAW_MS.
 *    A panel that takes longer is drawn alone. The remaining panels come first in the next frame.
 * 2. A frame that has already spent UNUSED_MS on a digest or a chart draws no panel, but at most SKIPPED_MAX times in a
 *    row.
 * 3. A busy machine has few frames, and panels must not drift apart. A panel that has waited for LATE_MS may make a
 *    frame half as long again, and one that has waited for WAIT_MS_MAX is drawn at any cost.
 */

export const DRAW_MS = 4;
export const LATE_MS = 300;
export const LATE_DRAW_MS = 1.5 * DRAW_MS;
export const WAIT_MS_MAX = 1_000;
/** Cost of a frame below which it has room for panels. */
export const UNUSED_MS = 2;
/** Largest number of consecutive frames that draw no panel because of their other work. */
export const SKIPPED_MAX = 2;
/**
 * Weight of a panel's newest time in its expected time. It is low, because another program may cause a single long
 * time.
 */
const NEWEST_SHARE = 0.3;

/** Name for listeners outside every panel. */
export const NO_PANEL = '';

export interface PaintEnvironment {
  /** Milliseconds since an arbitrary moment, with a finer resolution than the time of day. */
  clock(): number;
  /** Draws. Everything that `run` draws is on screen when it returns. */
  draw(run: () => void): void;
}

export class PaintTurns {
  readonly #environment: PaintEnvironment;
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #expectedMs = new Map<string, number>();
  /** Time on `clock` at which each panel began to wait, in drawing order. */
  readonly #waiting = new Map<string, number>();
  /** Number of consecutive frames that drew no panel while one was waiting. */
  #skipped = 0;

  constructor(environment: PaintEnvironment) {
    this.#environment = environment;
  }

  /** @returns a function that ends it */
  subscribe(listener: () => void, panel: string): () => void {
    const listeners = this.#listeners.get(panel) ?? new Set();
    this.#listeners.set(panel, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Queues the panel for drawing. A waiting panel keeps its place. */
  add(panel: string): void {
    if (!this.#waiting.has(panel)) this.#waiting.set(panel, this.#environment.clock());
  }

  addAll(): void {
    for (const panel of this.#listeners.keys()) this.add(panel);
  }

  /**
   * @param startedAt time at which the frame's first work began, which may be the drawing of a chart
   * @param beforeMs time of work for this frame before it began
   * @returns true when panels remain for the next frame
   */
  draw(startedAt: number, beforeMs = 0): boolean {
    const spentMs = () => beforeMs + this.#environment.clock() - startedAt;
    // A frame with other work draws no panel, but not for too many frames in a row.
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

/** Longest frame for a panel that has waited for this long. */
function roomMs(waitedMs: number, isFree: boolean): number {
  if (waitedMs >= WAIT_MS_MAX) return Infinity;
  if (!isFree) return 0;
  return waitedMs >= LATE_MS ? LATE_DRAW_MS : DRAW_MS;
}
