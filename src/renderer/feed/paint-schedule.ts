/** Draws the panels whose topics changed, at most once per animation frame. */
import { NO_PANEL, PaintTurns, type PaintEnvironment } from './paint-turns.ts';
import type { Topic } from './topics.ts';

export interface ScheduleEnvironment extends PaintEnvironment {
  /**
   * Calls back before the next paint of the screen. `startedAt`: time at which the work for that frame began, on
   * `clock`.
   */
  nextPaint(callback: (startedAt: number) => void): void;
}

export class PaintSchedule {
  readonly #environment: ScheduleEnvironment;
  readonly #turns: PaintTurns;
  readonly #onPainted: () => void;
  readonly #changed = new Set<Topic>();
  readonly #versions = new Map<Topic, number>();
  #isRequested = false;
  /** Time spent on digests since the last paint, in milliseconds. */
  #workedMs = 0;

  constructor(environment: ScheduleEnvironment, onPainted: () => void) {
    this.#environment = environment;
    this.#turns = new PaintTurns(environment);
    this.#onPainted = onPainted;
  }

  /** Version of a topic. It rises by one with every paint for which the topic changed. */
  version(topic: Topic): number {
    return this.#versions.get(topic) ?? 0;
  }

  /** @param panel panel in whose turn the listener runs @returns a function that ends it */
  subscribe(listener: () => void, panel = NO_PANEL): () => void {
    return this.#turns.subscribe(listener, panel);
  }

  /** Draws a panel again although no topic has changed. */
  drawAgain(panel: string): void {
    this.#turns.add(panel);
    this.request();
  }

  touch(topics: Iterable<Topic>): void {
    for (const topic of topics) this.#changed.add(topic);
    this.request();
  }

  /** Runs work that counts against the time of the next frame. */
  timed(work: () => void): void {
    const startedAt = this.#environment.clock();
    work();
    this.#workedMs += this.#environment.clock() - startedAt;
  }

  request(): void {
    if (this.#isRequested) return;
    this.#isRequested = true;
    this.#environment.nextPaint((startedAt) => this.#paint(startedAt));
  }

  #paint(startedAt: number): void {
    this.#isRequested = false;
    for (const topic of this.#changed) this.#versions.set(topic, this.version(topic) + 1);
    if (this.#changed.size > 0) this.#turns.addAll();
    this.#changed.clear();
    if (this.#turns.draw(startedAt, this.#workedMs)) this.request();
    this.#workedMs = 0;
    this.#onPainted();
  }
}
