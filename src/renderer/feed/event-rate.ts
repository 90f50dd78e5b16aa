/** Events per second over the last WINDOW_MS. */
const BUCKET_MS = 250;
const BUCKETS = 8;
const WINDOW_MS = BUCKET_MS * BUCKETS;

export class EventRate {
  readonly #counts = Array.from({ length: BUCKETS }, () => 0);
  /** Number of the current bucket, counted from the Unix epoch. */
  #current = 0;

  add(count: number, now: number): void {
    this.#advance(now);
    const index = this.#current % BUCKETS;
    this.#counts[index] = (this.#counts[index] ?? 0) + count;
  }

  perSecond(now: number): number {
    this.#advance(now);
    const sum = this.#counts.reduce((total, count) => total + count, 0);
    return Math.round((sum * 1_000) / WINDOW_MS);
  }

  #advance(now: number): void {
    const bucket = Math.floor(now / BUCKET_MS);
    const first = Math.max(this.#current + 1, bucket - BUCKETS + 1);
    for (let passed = first; passed <= bucket; passed += 1) this.#counts[passed % BUCKETS] = 0;
    this.#current = Math.max(this.#current, bucket);
  }
}
