/** Conclusions over all rooms: where each variant is better than the first, and where it is worse. */
import { LAB_PROFIT } from '../contract/lab.ts';
import type { Report, Variant } from './comparison.ts';
import { holm, SIGNIFICANT, type Difference } from './statistics.ts';
import { differenceText, estimateText } from './table.ts';

const DIGITS = 2;

export interface RoomReport {
  readonly room: string;
  readonly report: Report;
  /** Error probability of a lab with `--until`. Absent: 5 %. */
  readonly alpha?: number | undefined;
}

/** One sentence for each variant after the first, with Holm's correction across the rooms. */
export function roomSentences(rooms: readonly RoomReport[]): readonly string[] {
  const [first] = rooms[0]?.report.variants ?? [];
  const significant = rooms[0]?.alpha ?? SIGNIFICANT;
  return columnsOf(rooms).map(({ shared }, index) => {
    const differences = rooms.map(({ report }) => profitOf(report).differences[index]);
    const ps = holm(differences.map((difference) => difference?.p ?? 1));
    const named = (isMeant: (difference: Difference, p: number) => boolean) =>
      rooms.flatMap(({ room, report }, at) => {
        const difference = differences[at];
        const own = shared === undefined ? `${nameOf(report.variants[index + 1])}: ` : '';
        return difference && isMeant(difference, ps[at] ?? 1)
          ? [`${room} (${own}${differenceText(difference, DIGITS)})`]
          : [];
      });
    const parts = [
      ['better in', named(({ mean }, p) => p < significant && mean > 0)],
      ['worse in', named(({ mean }, p) => p < significant && mean < 0)],
      ['no different, as far as can be seen, in', named((_, p) => p >= significant)],
      [
        `${first?.letter ?? 'a'} itself in`,
        rooms.flatMap(({ room, report }) => (report.variants.length > index + 1 ? [] : [room])),
      ],
    ] as const;
    const said = parts.flatMap(([word, where]) =>
      where.length === 0 ? [] : [`${word} ${where.join(', ')}`],
    );
    const name = shared === undefined ? 'the variant that each room chose' : nameOf(shared);
    return `Against ${first?.letter ?? 'a'}, ${name} is ${said.join('; ')}.`;
  });
}

/** @returns lines with the profit per hour in each room, its seeds, and what its columns stand for if rooms differ */
export function roomTable(rooms: readonly RoomReport[]): readonly (readonly string[])[] {
  const first = rooms[0]?.report.variants[0]?.letter ?? 'a';
  const columns = columnsOf(rooms);
  const letters = columns.map(({ shared }) => shared?.letter ?? 'chosen');
  const isMixed = columns.some(({ shared }) => shared === undefined);
  const head = [LAB_PROFIT, first, ...letters, ...letters.map((letter) => `${letter} − ${first}`), 'seeds'];
  const body = rooms.map(({ room, report }) => {
    const { estimates, differences } = profitOf(report);
    return [
      room,
      estimateText(estimates[0] ?? null, DIGITS),
      ...columns.map((_, index) => estimateText(estimates[index + 1] ?? null, DIGITS)),
      ...columns.map((_, index) => differenceText(differences[index] ?? null, DIGITS)),
      String(report.runs[0]?.length ?? 0),
      ...(isMixed ? [nameOf(report.variants.at(-1))] : []),
    ];
  });
  return [isMixed ? [...head, 'chosen'] : head, ...body];
}

/**
 * The variants after the first, by their place in the reports. `shared`: the variant of every room. Undefined: the
 * rooms of a sweep have chosen different ones.
 */
function columnsOf(rooms: readonly RoomReport[]): readonly { readonly shared: Variant | undefined }[] {
  const all = rooms.map(({ report }) => report.variants.slice(1));
  const longest = all.toSorted((one, other) => other.length - one.length)[0] ?? [];
  return longest.map((variant, place) => ({
    shared: all.every((own) => own[place]?.letter === variant.letter) ? variant : undefined,
  }));
}

/** Every variant of the rooms, once, by letter. */
export function variantsIn(rooms: readonly RoomReport[]): readonly Variant[] {
  const all = new Map(rooms.flatMap(({ report }) => report.variants.map((each) => [each.letter, each])));
  return [...all.values()].toSorted((one, other) => (one.letter < other.letter ? -1 : 1));
}

function nameOf(variant: Variant | undefined): string {
  return variant === undefined ? '' : `${variant.letter} (${variant.label})`;
}

function profitOf({ rows }: Report) {
  const row = rows.find(({ metric }) => metric.key === 'pnl');
  if (row === undefined) throw new Error('a report has a row for the profit');
  return row;
}
