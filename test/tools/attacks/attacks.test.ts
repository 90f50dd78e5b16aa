/** Known attacks on a pit: `npm run attacks` in short. */
import { describe, expect, test } from 'vitest';
import { ATTACKS, play } from '../../../tools/attacks/index.ts';
import { OLD_RULES, RULE_SETS } from '../../../tools/attacks/rule-sets.ts';
import { successes } from '../../../tools/attacks/table.ts';

const SEED = 1;
const SHORT = 0.2;

/** One after the other, so that each rule set meets some of them. */
const TODAY = ATTACKS.map((attack, index) => {
  const rules = RULE_SETS[index % RULE_SETS.length] ?? OLD_RULES;
  return [attack.name, rules.name, attack, rules] as const;
});

describe('each attack fails under the rules of today', () => {
  test.each(TODAY)('%s (%s)', (_name, _rules, attack, rules) => {
    const { isKnown, findings } = play(attack, rules, SEED, SHORT);
    expect(successes(findings).length > 0).toBe(isKnown);
  });
});

test('what attackers gain when positions taken over close against theirs comes from liquidations', () => {
  const attack = ATTACKS.find(({ name }) => name === 'quotes in an empty book');
  const rules = RULE_SETS.find(({ name }) => name === 'default');
  if (attack === undefined || rules === undefined) throw new Error('there is no such attack');
  // The holder loses its 100,000. A fill in the book gives 5,600 of it to the attackers, auto-deleveraging the rest.
  expect(play(attack, rules, SEED).findings.fromLiquidations).toBeGreaterThan(90_000);
});

describe('each attack succeeds under the old rules, which have no crowd', () => {
  const old = ATTACKS.filter(({ needsCrowd }) => needsCrowd !== true);
  test.each(old.map((attack) => [attack.name, attack] as const))('%s', (_name, attack) => {
    expect(successes(play(attack, OLD_RULES, SEED).findings)).not.toEqual([]);
  });
});
