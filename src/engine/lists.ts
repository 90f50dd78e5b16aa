/**
 * Shortens a list of things to do, and keeps its memory. After `length = 0` the next push would allocate the list again,
 * and the engine fills several lists for every order.
 */
export function shorten(list: unknown[], length: number): void {
  while (list.length > length) list.pop();
}
