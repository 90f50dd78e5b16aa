/** Hashes of the engine's state during random trading. */
import { decimalGrid, type Money, type TimeMicros } from '../../src/contract/index.ts';
import { apply, createState, hashState, type Command } from '../../src/engine/index.ts';
import { Auditor } from './auditor.ts';
import { PairTraders } from './pair-traders.ts';
import { Random } from './random.ts';
import { MONEY_DECIMALS, pickSetting } from './settings.ts';
import { Traders } from './trading.ts';

const SEEDS = 40;
const COMMANDS = 150;

/** One hash per ten commands, to catch a difference that later disappears. */
export function journalHashes(): readonly string[] {
  return Array.from({ length: SEEDS }, (_, index) => hashesOf(index + 1)).flat();
}

function hashesOf(seed: number): readonly string[] {
  const random = new Random(seed);
  const { specs, insuranceFund } = pickSetting(random, seed % 2 === 0 ? 'timed' : 'plain');
  const auditor = new Auditor(specs, insuranceFund);
  const traders = new Traders(random, auditor.state);
  const pairTraders = new PairTraders(seed, auditor.state);
  const state = createState(specs, insuranceFund as Money, decimalGrid(MONEY_DECIMALS));
  const hashes: string[] = [];
  for (let done = 1; done <= COMMANDS; done += 1) {
    const { command, time } = pairTraders.vary(traders.next());
    auditor.predict(command, time);
    apply(state, command as Command, time as TimeMicros);
    if (done % 10 === 0) hashes.push(hashState(state));
  }
  return hashes;
}
