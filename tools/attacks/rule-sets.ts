/** Rule sets for the attacks: those of a pit today, and those under which each attack succeeds. */
import { DEFAULT_INSTRUMENT, PIT_INSTRUMENT, type Instrument } from '../../src/contract/instrument.ts';

export interface RuleSet {
  readonly name: string;
  readonly instrument: Instrument;
  readonly rulesVersion: number | undefined;
  /** True when the crowd trades in addition to the bots. */
  readonly hasCrowd: boolean;
  /** True when an operator sets the index price. */
  readonly hasIndex: boolean;
}

const { priceBand: _, ...UNBANDED } = DEFAULT_INSTRUMENT;

/**
 * Rules before M13: the mark price is the median of best bid, best ask and last trade, prices have no band, and three
 * bots trade.
 */
export const OLD_RULES: RuleSet = {
  name: 'old rules',
  instrument: UNBANDED,
  rulesVersion: 1,
  hasCrowd: false,
  hasIndex: false,
};

const TODAY = { rulesVersion: undefined, hasCrowd: true };
const FUNDED: Instrument = { ...PIT_INSTRUMENT, fundingIntervalMs: 60_000 };

/** Rules of a new pit, and the same with an index price and funding. */
export const RULE_SETS: readonly RuleSet[] = [
  { ...TODAY, name: 'default', instrument: PIT_INSTRUMENT, hasIndex: false },
  { ...TODAY, name: 'index', instrument: { ...FUNDED, markPrice: 'index' }, hasIndex: true },
];
