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
    const collar = passedCollar(price, state);
    if (collar !== undefined)
      parts.push(`outside ${collar.map((end) => formatPrice(end, instrument.tickSize)).join(' to ')}`);
  }
  const seconds = Math.ceil(((state?.until ?? -Infinity) - now) / MICROS_PER_SECOND);
  if (seconds >= 0) parts.push(`${seconds} s`);
  return parts.join(' · ');
}

/** @returns the ends of the collar when the price lies outside; such an auction is extended, or trades at an end */
function passedCollar(price: number | null, state: Phased['state']): readonly [number, number] | undefined {
  const { lowerCollar, upperCollar } = state ?? {};
  if (price === null || lowerCollar === undefined || upperCollar === undefined) return undefined;
  return price < lowerCollar || price > upperCollar ? [lowerCollar, upperCollar] : undefined;
}
