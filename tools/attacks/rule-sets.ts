/** The rules that the attacks meet: those of a pit today, and those under which each attack succeeds. */
import { DEFAULT_INSTRUMENT, PIT_INSTRUMENT, type Instrument } from '../../src/contract/instrument.ts';

export interface RuleSet {
  readonly name: string;
  readonly instrument: Instrument;
  readonly rulesVersion: number | undefined;
  /** The crowd trades beside the bots. */
  readonly hasCrowd: boolean;
  /** An operator sets the index price. */
  readonly hasIndex: boolean;
}

const { priceBand: _, ...UNBANDED } = DEFAULT_INSTRUMENT;

/** Before M13: the mark price is the median of best bid, best ask and last trade, prices have no band, three bots trade. */
export const OLD_RULES: RuleSet = {
  name: 'old rules',
  instrument: UNBANDED,
  rulesVersion: 1,
  hasCrowd: false,
  hasIndex: false,
};

const TODAY = { rulesVersion: undefined, hasCrowd: true };
const FUNDED: Instrument = { ...PIT_INSTRUMENT, fundingIntervalMs: 60_000 };

/** The rules of a new pit; and the same with an index price and funding. */
export const RULE_SETS: readonly RuleSet[] = [
  { ...TODAY, name: 'default', instrument: PIT_INSTRUMENT, hasIndex: false },
  { ...TODAY, name: 'index', instrument: { ...FUNDED, markPrice: 'index' }, hasIndex: true },
];
