/** Parses the name of a run in `--open`. */

/** A run of a report, or a run that the lab has saved. */
export type RunName = { readonly room: string } & (
  | { readonly seed: number; /** Absent: the last variant. */ readonly letter?: string }
  | { readonly place: string }
);

/**
 * Parses `seed=17`, `b:17`, `worst` or `a-best`. After `toxic/`, it names a run of that room.
 * @throws Error with one sentence
 */
export function parseRunName(text: string): RunName {
  const slash = text.lastIndexOf('/');
  const [room, name] = [text.slice(0, Math.max(0, slash)), text.slice(slash + 1)];
  const [, letter, digits] = /^(?:seed=|([a-z]):)(\d{1,9})$/.exec(name) ?? [];
  if (digits !== undefined) return { room, seed: Number(digits), ...(letter !== undefined && { letter }) };
  if (/^[\w-]+$/.test(name)) return { room, place: name };
  throw new Error(
    `--open ${text}: name a run such as worst, a-best, seed=17 or b:17; in a room, toxic/worst.`,
  );
}
