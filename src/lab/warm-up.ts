/**
 * Short runs before the first one of a process. In them V8 learns the shapes of the objects. Without them it compiles
 * most of the code in the first run, and again in the second, whose objects it did not expect.
 */
import { LAB_ACCOUNT } from '../contract/lab.ts';
import { rosterOf } from '../crowd/index.ts';
import { BUILT_INS } from '../quick-pit/built-ins.ts';
import type { QuickBot } from '../quick-pit/pit-options.ts';
import { QuickPit } from '../quick-pit/quick-pit.ts';
import { measure } from './measure.ts';

/** The second one shows V8 what differs from run to run. */
const RUNS = 2;
const MINUTES = 1 / 60;
const CROWD = 10;
const LATENCY = { feed: 1, order: 1, answer: 1 };

export function warmUp(): void {
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const strategy = BUILT_INS['taker'] as QuickBot['strategy'];
    const bot = { name: LAB_ACCOUNT, strategy, latency: LATENCY };
    const pit = new QuickPit([bot], seed, rosterOf(CROWD));
    measure(pit, { seed, minutes: MINUTES, flatten: true, errors: [], onSecond: () => {} });
  }
}
