/** Instruments with rules that go by time: any combination of marks, limits, funding, auctions and liquidation. */
import type { Instrument } from '../../src/contract/index.ts';
import type { Random } from './random.ts';

const IMPACT_LOTS = [1, 3, 10] as const;
const QUANTITY_DECIMALS = 6;
/** Short, so that a few hundred commands see many ends of them. */
const INTERVALS_MS = [1_000, 1_300, 10_000] as const;
const AUCTIONS_MS = [1, 250, 2_000] as const;

export function timed(random: Random, instrument: Instrument): Instrument {
  const impactQuantity = Number((instrument.lotSize * random.pick(IMPACT_LOTS)).toFixed(QUANTITY_DECIMALS));
  return {
    ...instrument,
    impactQuantity,
    markPrice: random.pick(['last', 'impact', 'index'] as const),
    markSmoothingMs: random.pick([100, 150, 1_000, 3_000]),
    markSpeedPerSecond: random.pick([0.005, 0.05, 1]),
    ...(random.chance(0.5) ? { priceLimits: limits(random) } : {}),
    ...(random.chance(0.5) ? funding(random) : {}),
    liquidation: random.pick(['whole', 'steps'] as const),
    ...(random.chance(0.3) ? { openingAuctionMs: random.pick(AUCTIONS_MS) } : {}),
    ...(random.chance(0.5) ? { reopeningAuctionMs: random.pick(AUCTIONS_MS) } : {}),
  };
}

function limits(random: Random): Instrument['priceLimits'] {
  return {
    band: random.pick([0.02, 0.05, 0.2]),
    referenceMs: random.pick([1_000, 3_000, 60_000]),
    limitStateMs: random.pick([100, 300, 2_000]),
    haltMs: random.pick([100, 500, 2_000]),
  };
}

function funding(random: Random) {
  return {
    fundingIntervalMs: random.pick(INTERVALS_MS),
    fundingInterestRate: random.pick([0.0001, 0, 0.01, -0.05]),
    fundingClamp: random.pick([0.0005, 0, 0.1]),
  };
}
