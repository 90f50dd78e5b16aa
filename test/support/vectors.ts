/** Public test vectors: numbers with their source, in `test/data/`. */
import { readFileSync } from 'node:fs';

/** @returns the list in a file of `test/data/`; each test declares the shape of its items */
export function vectors(name: string): readonly never[] {
  return JSON.parse(readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8')) as readonly never[];
}
