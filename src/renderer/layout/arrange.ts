/**
 * Sizes of the items of a row or column, in pixels. They depend only on the total and the user's choices, never on
 * earlier sizes. After any sequence of window sizes, a total gives the same arrangement.
 */
export interface Item {
  readonly id: string;
  /** `px`: keeps its size when the window changes. `weight`: shares the rest. */
  readonly size: { readonly px: number } | { readonly weight: number };
  readonly minPx: number;
  readonly maxPx?: number;
}

/** Choices of the user for an item. A size is in pixels, or for an item with a weight, the weight. */
export interface Choice {
  readonly size?: number;
  readonly folded?: boolean;
}

export type Choices = Readonly<Record<string, Choice>>;

/** Pixels that the content of an item fills. An item with a weight takes no more until the user has sized it. */
export type Contents = Readonly<Record<string, number>>;

export const FOLDED_PX = 28;

interface Part {
  readonly id: string;
  readonly minPx: number;
  readonly maxPx: number;
  readonly weight: number;
  px: number;
}

/** @returns the size of each item; the sizes add up to the total */
export function arrange(
  items: readonly Item[],
  choices: Choices,
  totalPx: number,
  contents: Contents = {},
): ReadonlyMap<string, number> {
  const parts = items.map((item) => partOf(item, choices[item.id] ?? {}, contents[item.id] ?? Infinity));
  shareRest(parts, totalPx);
  shrink(parts, totalPx);
  const last = parts.at(-1);
  if (last !== undefined) last.px += totalPx - sum(parts);
  return new Map(parts.map(({ id, px }) => [id, px]));
}

function partOf(item: Item, { size: chosen, folded }: Choice, contentPx: number): Part {
  const { id, size, minPx, maxPx = Infinity } = item;
  if (folded === true) return { id, minPx: FOLDED_PX, maxPx: FOLDED_PX, weight: 0, px: FOLDED_PX };
  if ('weight' in size) {
    const most = chosen === undefined ? Math.max(contentPx, minPx) : Infinity;
    return { id, minPx, maxPx: most, weight: chosen ?? size.weight, px: minPx };
  }
  return { id, minPx, maxPx, weight: 0, px: within(chosen ?? size.px, minPx, maxPx) };
}

/** Gives the items with a weight their shares of the rest. One whose share is outside its bounds keeps the bound. */
function shareRest(parts: readonly Part[], totalPx: number): void {
  let sharing = parts.filter(({ weight }) => weight > 0);
  for (;;) {
    const others = parts.filter((part) => !sharing.includes(part));
    const restPx = totalPx - sum(others);
    const weights = sharing.reduce((all, { weight }) => all + weight, 0);
    const shareOf = ({ weight }: Part) => (restPx * weight) / weights;
    for (const part of sharing) part.px = within(shareOf(part), part.minPx, part.maxPx);
    const fits = sharing.filter((part) => part.px === shareOf(part));
    if (fits.length === sharing.length) return;
    sharing = fits;
  }
}

function within(px: number, minPx: number, maxPx: number): number {
  return Math.min(Math.max(px, minPx), maxPx);
}

/** When the minimums do not fit, the items with a size in pixels give up their surplus, and then all items shrink. */
function shrink(parts: readonly Part[], totalPx: number): void {
  const excessPx = sum(parts) - totalPx;
  if (excessPx <= 0) return;
  const surplusPx = parts.reduce((all, { px, minPx }) => all + px - minPx, 0);
  const share = surplusPx === 0 ? 0 : Math.min(1, excessPx / surplusPx);
  for (const part of parts) part.px -= (part.px - part.minPx) * share;
  const factor = Math.min(1, totalPx / sum(parts));
  for (const part of parts) part.px *= factor;
}

function sum(parts: readonly Part[]): number {
  return parts.reduce((all, { px }) => all + px, 0);
}

/** Smallest difference that counts. A smaller one is a rounding error of the browser. */
const MOVED_PX_MIN = 1;

/** Choices after the user has moved a divider. Items that kept their size keep their choices. */
export function moved(
  items: readonly Item[],
  choices: Choices,
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): Choices {
  const next: Record<string, Choice> = { ...choices };
  for (const { id } of items) {
    const px = after.get(id) ?? 0;
    if (Math.abs(px - (before.get(id) ?? 0)) < MOVED_PX_MIN) continue;
    if (px <= FOLDED_PX + MOVED_PX_MIN) next[id] = { ...next[id], folded: true };
    else next[id] = { size: px, folded: false };
  }
  return next;
}
