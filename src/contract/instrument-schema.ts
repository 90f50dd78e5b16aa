/** Schema of an instrument in a configuration or a message. */
import { z } from 'zod';

const LEVERAGE_MAX = 1000;
const FEE_RATE_MAX = 0.1;
const FUNDING_INTERVAL_MS_MAX = 86_400_000;
const FUNDING_SHARE_MAX = 0.1;
/** Longest auction: one day. */
const AUCTION_MS_MAX = 86_400_000;

const marginTierSchema = z.strictObject({
  /** Position value at which the tier ends, in currency. Null: the last tier, which has no end. */
  upTo: z.number().positive().nullable(),
  maxLeverage: z.number().int().min(1).max(LEVERAGE_MAX),
  maintenanceRate: z.number().positive().max(1),
});

const priceLimitsSchema = z.strictObject({
  /** Largest distance of a trade from the reference price, as a share of it. */
  band: z.number().positive().max(1),
  /** Time over which the mark price is averaged to the reference price. */
  referenceMs: z.int().min(1_000).max(3_600_000).multipleOf(1_000).optional(),
  /** Time that the price may stay at a limit before the market halts. */
  limitStateMs: z.int().min(100).max(3_600_000).multipleOf(100).optional(),
  haltMs: z.int().min(100).max(86_400_000).multipleOf(100).optional(),
  /**
   * Largest distance of an auction's price from the mark price, as a share of it. Each of two extensions adds as much.
   * Absent: a quarter of `band`.
   */
  auctionCollar: z.number().positive().max(1).optional(),
});

export const instrumentSchema = z.strictObject({
  symbol: z.string().regex(/^[A-Za-z0-9_.-]{1,24}$/, 'must be 1 to 24 of A-Z a-z 0-9 _ . -'),
  tickSize: z.number().positive(),
  lotSize: z.number().positive(),
  referencePrice: z.number().positive(),
  makerFeeRate: z.number().min(-FEE_RATE_MAX).max(FEE_RATE_MAX).default(0.0002),
  takerFeeRate: z.number().min(-FEE_RATE_MAX).max(FEE_RATE_MAX).default(0.0005),
  /** Largest distance of an order's price from the mark price, as a share of the mark price. Absent: no bound. */
  priceBand: z.number().positive().optional(),
  /** Basis of margin: a position's value at the mark price (default), or its cost. */
  marginValue: z.enum(['mark', 'entry']).optional(),
  /** Rule for the mark price, `last` by default: rules P3 and R1. */
  markPrice: z.enum(['last', 'impact', 'index']).optional(),
  /** Quantity that both sides of the book must hold to move the mark price. `impact` and `index` need it. */
  impactQuantity: z.number().positive().optional(),
  /** Approximate time within which the mark price follows the book. */
  markSmoothingMs: z.int().min(100).max(3_600_000).optional(),
  /** Largest move of the mark price in a second, as a share of it. */
  markSpeedPerSecond: z.number().positive().max(1).optional(),
  priceLimits: priceLimitsSchema.optional(),
  /** Time from one payment of funding to the next, on other venues usually 28,800,000 ms (8 h). Absent: no funding. */
  fundingIntervalMs: z.int().min(1_000).max(FUNDING_INTERVAL_MS_MAX).multipleOf(100).optional(),
  /**
   * Interest for each interval (default 0.0001), and the largest distance of the rate from the premium toward it
   * (default 0.0005).
   */
  fundingInterestRate: z.number().min(-FUNDING_SHARE_MAX).max(FUNDING_SHARE_MAX).optional(),
  fundingClamp: z.number().min(0).max(FUNDING_SHARE_MAX).optional(),
  /**
   * Lots that the exchange takes over in a liquidation: the whole position (default), or first only as many as restore
   * the margin.
   */
  liquidation: z.enum(['whole', 'steps']).optional(),
  /** Length of the session's opening auction. Absent: the market is continuous from the start. */
  openingAuctionMs: z.int().positive().max(AUCTION_MS_MAX).optional(),
  /** Length of the auction after a halt. Absent: trading resumes without one. */
  reopeningAuctionMs: z.int().positive().max(AUCTION_MS_MAX).optional(),
  marginTiers: z
    .array(marginTierSchema)
    .min(1)
    .max(100)
    .default([{ upTo: null, maxLeverage: 10, maintenanceRate: 0.01 }]),
});
