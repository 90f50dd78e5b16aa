/**
 * Which row of the screen shows what. Whatever is in sight keeps its row; what comes into sight takes the row of something
 * that left. To make rows and drop them takes the browser far longer than to write another text into one, and where the
 * market moves fast that happens in each frame.
 */
export class RowPlaces<Key> {
  readonly #places = new Map<Key, number>();
  readonly #free: number[] = [];
  #made = 0;

  /** @returns the place of each: no two have the same. */
  of(keys: readonly Key[]): readonly number[] {
    const shown = new Set(keys);
    for (const [key, place] of this.#places) {
      if (shown.has(key)) continue;
      this.#places.delete(key);
      this.#free.push(place);
    }
    return keys.map((key) => this.#places.get(key) ?? this.#take(key));
  }

  #take(key: Key): number {
    const place = this.#free.pop() ?? this.#made;
    if (place === this.#made) this.#made += 1;
    this.#places.set(key, place);
    return place;
  }
}
