/** The crowd by kind: the number of accounts of each kind, and their names. */
import { CROWD, crowdPrefix } from '../contract/house.ts';
import type { Mood } from '../contract/room.ts';
import type { Dice } from './dice.ts';
import type { Seat } from './seat.ts';
import { FORESIGHT, Informed, NEWS } from './traders/informed.ts';
import { Maker } from './traders/maker.ts';
import { Parent } from './traders/parent.ts';
import { Patient } from './traders/patient.ts';
import { Single } from './traders/single.ts';
import { Value } from './traders/value.ts';
import type { CrowdTrader, World } from './world.ts';

/** Rates per second of the whole crowd: orders of patient traders, parent orders, and single orders. */
const PATIENT_PER_SECOND = 2.5;
const PARENTS_PER_SECOND = 0.19;
const SINGLES_PER_SECOND = 0.06;
/** Number of makers in a crowd of the usual size. */
const MAKERS_USUAL = 8;
const INFORMED_USUAL = 2;

export const KINDS = ['maker', 'patient', 'parent', 'single', 'news', 'foresight', 'value'] as const;
export type Kind = (typeof KINDS)[number];

/** Share of each kind among the accounts. The remaining accounts are makers. */
const SHARES: Readonly<Record<Exclude<Kind, 'maker'>, number>> = {
  patient: 0.2,
  parent: 0.225,
  single: 0.225,
  news: 0.05,
  foresight: 0.05,
  value: 0.05,
};

export interface Member {
  readonly account: string;
  readonly kind: Kind;
  /** Number of members of this kind. */
  readonly count: number;
}

/** @param accounts number of accounts, within CROWD_ACCOUNTS @param name name of this crowd among several */
export function rosterOf(accounts: number, name = CROWD): readonly Member[] {
  const prefix = crowdPrefix(name);
  const others = KINDS.filter((kind) => kind !== 'maker').map(
    (kind) => [kind, Math.max(1, Math.round(SHARES[kind] * accounts))] as const,
  );
  const makers = accounts - others.reduce((sum, [, count]) => sum + count, 0);
  return [['maker', makers] as const, ...others].flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, index) => ({
      account: `${prefix}${kind}-${index + 1}`,
      kind,
      count,
    })),
  );
}

/** Creates a member's trader. The total activity of a kind does not depend on the number of its traders. */
export function createTrader(
  { kind, count }: Member,
  seat: Seat,
  world: World,
  dice: Dice,
  { informed }: Pick<Mood, 'informed'>,
): CrowdTrader {
  const slowed = (wakeSeconds: number) => (wakeSeconds * count) / INFORMED_USUAL / informed;
  switch (kind) {
    case 'maker':
      return new Maker(seat, world, dice, MAKERS_USUAL / count);
    case 'patient':
      return new Patient(seat, world, dice, count / PATIENT_PER_SECOND);
    case 'parent':
      return new Parent(seat, world, dice, count / PARENTS_PER_SECOND);
    case 'single':
      return new Single(seat, world, dice, count / SINGLES_PER_SECOND);
    case 'news':
      return new Informed(seat, world, dice, { ...NEWS, wakeSeconds: slowed(NEWS.wakeSeconds) });
    case 'foresight':
      return new Informed(seat, world, dice, {
        ...FORESIGHT,
        wakeSeconds: slowed(FORESIGHT.wakeSeconds),
      });
    case 'value':
      return new Value(seat, world, dice);
  }
}
