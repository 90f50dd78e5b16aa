/** Known attacks on a pit: `npm run attacks` in short. */
import { describe, expect, test } from 'vitest';
import { ATTACKS, play } from '../../../tools/attacks/index.ts';
import { OLD_RULES } from '../../../tools/attacks/rule-sets.ts';
import { successes } from '../../../tools/attacks/table.ts';

const SEED = 1;

describe('the suite sees that each attack succeeds under the old rules', () => {
  test.each(ATTACKS.map((attack) => [attack.name, attack] as const))('%s', (_name, attack) => {
    expect(successes(play(attack, OLD_RULES, SEED).findings)).not.toEqual([]);
  });
});
