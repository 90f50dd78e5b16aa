/** Runs each attack under each rule set, and prints the table. */
import { AGAINST_THE_CROWD } from './against-the-crowd.ts';
import { AUCTIONS } from './auctions.ts';
import { EMPTY_BOOK } from './empty-book.ts';
import { OLD_RULES, RULE_SETS, type RuleSet } from './rule-sets.ts';
import { Scene, type Attack } from './scene.ts';
import { SWEEPS } from './sweeps.ts';
import { successes, tableOf, type Played } from './table.ts';

export const ATTACKS: readonly Attack[] = [...SWEEPS, ...EMPTY_BOOK, ...AGAINST_THE_CROWD, ...AUCTIONS];

export interface AttackReport {
  readonly lines: readonly string[];
  /** True when an attack succeeds under today's rules, unless that is known, or fails under the old ones. */
  readonly isOut: boolean;
}

export interface AttackRequest {
  readonly isOld: boolean;
  readonly seed: number;
  /** Part of the names of the attacks to run. Empty: all. */
  readonly only: string;
  readonly onAttack: (attack: string, rules: string) => void;
}

/** @param patience factor on the time to watch before and after the attack; less is quicker and finds less */
export function play(attack: Attack, rules: RuleSet, seed: number, patience = 1): Played {
  const findings = new Scene(rules, attack, seed).play(attack, patience);
  const isKnown = attack.knownUnder?.includes(rules.name) === true;
  return { attack: attack.name, rules: rules.name, isKnown, findings };
}

export function report({ isOld, seed, only, onAttack }: AttackRequest): AttackReport {
  const chosen = ATTACKS.filter(({ name, needsCrowd }) => name.includes(only) && !(isOld && needsCrowd));
  const ruleSets = isOld ? [OLD_RULES] : RULE_SETS;
  const played = chosen.flatMap((attack) =>
    ruleSets.map((rules) => {
      onAttack(attack.name, rules.name);
      return play(attack, rules, seed);
    }),
  );
  const isHeld = ({ findings }: Played) => successes(findings).length === 0;
  // An attack that is known to succeed and no longer does is news as well.
  const isOut = played.some((one) => isHeld(one) === (isOld || one.isKnown));
  return { lines: tableOf(played), isOut };
}
