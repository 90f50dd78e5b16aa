/**
 * Who is drawn in which frame. Panels take turns: they are drawn one after another until DRAW_MS of the frame are used, and
 * whoever is left comes first in the next one. No frame pays for all panels, and none of them waits for long.
 */
import type { FeedEnvironment } from './feed.ts';

export const DRAW_MS = 3;

/** Of what belongs to no panel. */
export const NO_PANEL = '';

export class PaintTurns {
  readonly #environment: Pick<FeedEnvironment, 'clock' | 'draw'>;
  readonly #listeners = new Map<string, Set<() => void>>();
  /** In the order in which they are drawn. */
  readonly #waiting = new Set<string>();
  #hasSkipped = false;

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
    this.#waiting.add(panel);
  }

  addAll(): void {
    for (const panel of this.#listeners.keys()) this.#waiting.add(panel);
  }

  /**
   * @param startedAt when the frame's first work began, which may be the drawing of a chart
   * @returns whether someone is left for the next frame
   */
  draw(startedAt: number): boolean {
    // A frame that is used up already is left alone, but no two of them.
    let isDue = this.#hasSkipped || this.#isTimeLeft(startedAt);
    this.#hasSkipped = !isDue;
    for (const panel of this.#waiting) {
      if (!isDue) break;
      this.#waiting.delete(panel);
      this.#drawPanel(panel);
      isDue = this.#isTimeLeft(startedAt);
    }
    return this.#waiting.size > 0;
  }

  #isTimeLeft(startedAt: number): boolean {
    return this.#environment.clock() - startedAt < DRAW_MS;
  }

  #drawPanel(panel: string): void {
    const listeners = this.#listeners.get(panel);
    this.#environment.draw(() => {
      for (const listener of listeners ?? []) listener();
    });
  }
}
