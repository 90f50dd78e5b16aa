/** The check of an instrument as a configuration or a message writes it. */
import { z } from 'zod';

const LEVERAGE_MAX = 1000;
const FEE_RATE_MAX = 0.1;
const FUNDING_INTERVAL_MS_MAX = 86_400_000;
const FUNDING_SHARE_MAX = 0.1;
/** A day. */
const AUCTION_MS_MAX = 86_400_000;

const marginTierSchema = z.strictObject({
  /** Position value at which the tier ends, in currency; null for the last one. */
  upTo: z.number().positive().nullable(),
  maxLeverage: z.number().int().min(1).max(LEVERAGE_MAX),
  maintenanceRate: z.number().positive().max(1),
});

const priceLimitsSchema = z.strictObject({
  /** Largest distance of a trade from the reference price, as a share of it. */
  band: z.number().positive().max(1),
  /** The reference price is the mean of the mark price over this time. */
  referenceMs: z.int().min(1_000).max(3_600_000).multipleOf(1_000).optional(),
  /** After so long at a limit the market halts. */
  limitStateMs: z.int().min(100).max(3_600_000).multipleOf(100).optional(),
  haltMs: z.int().min(100).max(86_400_000).multipleOf(100).optional(),
});

export const instrumentSchema = z.strictObject({
  symbol: z.string().regex(/^[A-Za-z0-9_.-]{1,24}$/, 'must be 1 to 24 of A-Z a-z 0-9 _ . -'),
  tickSize: z.number().positive(),
  lotSize: z.number().positive(),
  referencePrice: z.number().positive(),
  makerFeeRate: z.number().min(-FEE_RATE_MAX).max(FEE_RATE_MAX).default(0.0002),
  takerFeeRate: z.number().min(-FEE_RATE_MAX).max(FEE_RATE_MAX).default(0.0005),
  /** Largest distance of an order's price from the mark price, as a share of the mark price; absent: no bound. */
  priceBand: z.number().positive().optional(),
  /** The basis of margin: a position's value at the mark price (also if absent), or its cost. */
  marginValue: z.enum(['mark', 'entry']).optional(),
  /** How the mark price is found (also if absent, `last`): the rules P3 and R1. */
  markPrice: z.enum(['last', 'impact', 'index']).optional(),
  /** Both sides of the book must hold this quantity to move the mark price; `impact` and `index` need it. */
  impactQuantity: z.number().positive().optional(),
  /** The mark price follows the book within about this time. */
  markSmoothingMs: z.int().min(100).max(3_600_000).optional(),
  /** The most by which the mark price moves in a second, as a share of it. */
  markSpeedPerSecond: z.number().positive().max(1).optional(),
  priceLimits: priceLimitsSchema.optional(),
  /** From one exchange of funding to the next, as on other venues 28,800,000 (8 h); absent: no funding. */
  fundingIntervalMs: z.int().min(1_000).max(FUNDING_INTERVAL_MS_MAX).multipleOf(100).optional(),
  /** Interest for each interval (0.0001 if absent), and how far the rate may lie from the premium toward it (0.0005). */
  fundingInterestRate: z.number().min(-FUNDING_SHARE_MAX).max(FUNDING_SHARE_MAX).optional(),
  fundingClamp: z.number().min(0).max(FUNDING_SHARE_MAX).optional(),
  /** The takeover of a liquidation: the whole position (also if absent), or first as many lots as heal the account. */
  liquidation: z.enum(['whole', 'steps']).optional(),
  /** How long the session's opening auction lasts; absent: the market is continuous from the start. */
  openingAuctionMs: z.int().positive().max(AUCTION_MS_MAX).optional(),
  /** How long the auction after a halt lasts; absent: trading resumes without one. */
  reopeningAuctionMs: z.int().positive().max(AUCTION_MS_MAX).optional(),
  marginTiers: z
    .array(marginTierSchema)
    .min(1)
    .max(100)
    .default([{ upTo: null, maxLeverage: 10, maintenanceRate: 0.01 }]),
});
