/** Text for the phase of a market. Continuous trading has none. */
import type { MarketView } from '../../contract/replica.ts';
import type { Phase } from '../../contract/phases.ts';
import { formatPrice, formatQuantity } from './numbers.ts';

const MICROS_PER_SECOND = 1_000_000;

const NAMES: Readonly<Record<Exclude<Phase, 'continuous'>, string>> = {
  pre_open: 'Before the opening',
  auction: 'Auction',
  halted: 'Halted',
  closed: 'Closed',
};

export function formatPhase(phase: keyof typeof NAMES): string {
  return NAMES[phase];
}

type Phased = Pick<MarketView, 'phase' | 'state' | 'auction' | 'instrument'>;

/**
 * @param now time in microseconds; in a recorded session, the end of a phase is long past, and no seconds are shown
 * @returns undefined when the market is continuous
 */
export function phaseText({ phase, state, auction, instrument }: Phased, now: number): string | undefined {
  if (phase === 'continuous') return undefined;
  const parts: string[] = [NAMES[phase]];
  if (auction !== undefined) {
    const { price, quantity } = auction;
    parts.push(
      `${formatQuantity(quantity, instrument.lotSize)} at ${formatPrice(price ?? undefined, instrument.tickSize)}`,
    );
  }
  const seconds = Math.ceil(((state?.until ?? -Infinity) - now) / MICROS_PER_SECOND);
  if (seconds >= 0) parts.push(`${seconds} s`);
  return parts.join(' · ');
}
