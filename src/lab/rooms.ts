/** Conclusions over all rooms: where each variant is better than the first, and where it is worse. */
import type { Report } from './comparison.ts';
import { holm, type Difference } from './statistics.ts';
import { differenceText, estimateText } from './table.ts';

const SIGNIFICANT = 0.05;
const DIGITS = 2;

export interface RoomReport {
  readonly room: string;
  readonly report: Report;
}

/** One sentence for each variant after the first, with Holm's correction across the rooms. */
export function roomSentences(rooms: readonly RoomReport[]): readonly string[] {
  const [first, ...others] = rooms[0]?.report.variants ?? [];
  return others.map(({ letter, label }, index) => {
    const differences = rooms.map(({ report }) => profitOf(report).differences[index]);
    const ps = holm(differences.map((difference) => difference?.p ?? 1));
    const named = (isMeant: (difference: Difference, p: number) => boolean) =>
      rooms.flatMap(({ room }, at) => {
        const difference = differences[at];
        return difference && isMeant(difference, ps[at] ?? 1)
          ? [`${room} (${differenceText(difference, DIGITS)})`]
          : [];
      });
    const parts = [
      ['better in', named(({ mean }, p) => p < SIGNIFICANT && mean > 0)],
      ['worse in', named(({ mean }, p) => p < SIGNIFICANT && mean < 0)],
      ['no different, as far as can be seen, in', named((_, p) => p >= SIGNIFICANT)],
    ] as const;
    const said = parts.flatMap(([word, where]) =>
      where.length === 0 ? [] : [`${word} ${where.join(', ')}`],
    );
    return `Against ${first?.letter ?? 'a'}, ${letter} (${label}) is ${said.join('; ')}.`;
  });
}

/** @returns lines with the profit per hour in each room */
export function roomTable(rooms: readonly RoomReport[]): readonly (readonly string[])[] {
  const letters = rooms[0]?.report.variants.map(({ letter }) => letter) ?? [];
  const head = ['PnL an hour', ...letters, ...letters.slice(1).map((letter) => `${letter} − ${letters[0]}`)];
  const body = rooms.map(({ room, report }) => {
    const { estimates, differences } = profitOf(report);
    return [
      room,
      ...estimates.map((estimate) => estimateText(estimate, DIGITS)),
      ...differences.map((difference) => differenceText(difference, DIGITS)),
    ];
  });
  return [head, ...body];
}

function profitOf({ rows }: Report) {
  const row = rows.find(({ metric }) => metric.key === 'pnl');
  if (row === undefined) throw new Error('a report has a row for the profit');
  return row;
}
