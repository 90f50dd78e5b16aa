/** Frames of a market in virtual time, as a relay publishes them: the built-in strategies trade with each other. */
import type { MarketEvent } from '../../../src/contract/events.ts';
import { PIT_INSTRUMENT, type Instrument } from '../../../src/contract/instrument.ts';
import { BUILT_INS, NAMES } from '../../../src/quick-pit/built-ins.ts';
import type { QuickBot } from '../../../src/quick-pit/pit-options.ts';
import { QuickPit } from '../../../src/quick-pit/quick-pit.ts';

const SYMBOLS = ['BTC-USD', 'ETH-USD', 'SOL-USD', 'XRP-USD'] as const;
/** Time from one look at the recorded events to the next. */
const PIECE_MS = 1_000;

export interface Recording {
  readonly instruments: readonly Instrument[];
  readonly epoch: string;
  /** Frames. The first one is a checkpoint. */
  readonly frames: readonly (readonly MarketEvent[])[];
}

/** Account, strategy and instrument of a bot. */
export function botOf(index: number, instruments: number) {
  const strategy = NAMES[index % NAMES.length] ?? '';
  const symbol = SYMBOLS[index % instruments] ?? SYMBOLS[0];
  return { name: `bot-${index + 1}`, strategy, symbol };
}

/**
 * @param accounts number of accounts that trade
 * @param events smallest number of events, without the checkpoints
 */
export function recordMarket(seed: number, accounts: number, instruments: number, events: number): Recording {
  const [instrument, ...furtherInstruments] = SYMBOLS.map((symbol): Instrument => ({
    ...PIT_INSTRUMENT,
    symbol,
  })).slice(0, instruments) as [Instrument, ...Instrument[]];
  const bots = Array.from({ length: accounts }, (_, index): QuickBot => {
    const { strategy, ...bot } = botOf(index, instruments);
    return { ...bot, strategy: BUILT_INS[strategy] as QuickBot['strategy'] };
  });
  const pit = new QuickPit(bots, seed, [], { instrument, furtherInstruments, isWholeStream: true });
  const frames: (readonly MarketEvent[])[] = [];
  pit.onEvents = (frame) => void frames.push(frame);
  let counted = 0;
  for (let recorded = 0; recorded < events;) {
    pit.run(PIECE_MS, PIECE_MS, () => {});
    for (const frame of frames.slice(counted)) if (!isCheckpoint(frame)) recorded += frame.length;
    counted = frames.length;
  }
  return { instruments: [instrument, ...furtherInstruments], epoch: `seed ${seed}`, frames };
}

export function isCheckpoint([first]: readonly MarketEvent[]): boolean {
  return first?.type === 'exchange_status';
}
