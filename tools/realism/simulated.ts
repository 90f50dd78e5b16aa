/** Tapes of pits in virtual time: the crowd alone, or with built-in strategies. */
import { BUILT_INS } from '../../src/quick-pit/built-ins.ts';
import type { QuickBot } from '../../src/quick-pit/pit-options.ts';
import { QuickPit } from '../../src/quick-pit/quick-pit.ts';
import { rosterOf } from '../../src/crowd/index.ts';
import { TapeRecorder, type Tape } from './tape.ts';

const MS_PER_MINUTE = 60_000;
const LOOK_MS = 1_000;
/** Deposit of an account of the crowd in a pit. */
export const HOUSE_DEPOSIT = 1_000_000;
/** Time in which the book fills up. */
const WARM_UP_MS = 10_000;

export interface SimulatedOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly accounts: number;
  readonly bots: readonly QuickBot[];
}

export function simulate({ seed, minutes, accounts, bots }: SimulatedOptions): Tape {
  const pit = new QuickPit(bots, seed, rosterOf(accounts), { crowdDeposit: HOUSE_DEPOSIT });
  const tape = new TapeRecorder();
  pit.run(WARM_UP_MS, LOOK_MS, () => {});
  pit.onEvents = (events, market) => tape.observed(events, market);
  pit.run(minutes * MS_PER_MINUTE, LOOK_MS, () => tape.look(pit.market));
  return tape;
}

/** @throws Error for a name that is not a built-in strategy */
export function botsOf(names: readonly string[]): readonly QuickBot[] {
  return names.map((name) => {
    const strategy = BUILT_INS[name];
    if (strategy === undefined) throw new Error(`There is no strategy ${name} beside the crowd.`);
    return { name, strategy };
  });
}
