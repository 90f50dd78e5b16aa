/** The rules that the attacks meet: those of a pit today, and those under which each attack succeeds. */
import { DEFAULT_INSTRUMENT, type Instrument } from '../../src/contract/instrument.ts';

export interface RuleSet {
  readonly name: string;
  readonly instrument: Instrument;
  readonly rulesVersion: number | undefined;
  /** The crowd trades beside the bots. */
  readonly hasCrowd: boolean;
}

const { priceBand: _, ...UNBANDED } = DEFAULT_INSTRUMENT;

/** Before M13: the mark price is the median of best bid, best ask and last trade, prices have no band, three bots trade. */
export const OLD_RULES: RuleSet = {
  name: 'old rules',
  instrument: UNBANDED,
  rulesVersion: 1,
  hasCrowd: false,
};

export const RULE_SETS: readonly RuleSet[] = [
  { name: 'default', instrument: DEFAULT_INSTRUMENT, rulesVersion: undefined, hasCrowd: true },
];
