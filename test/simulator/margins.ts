/** Equity, margins, and the prices at which they meet (R2, R3, R5). */
import { RATE_SCALE, type InstrumentSpec } from '../../src/contract/index.ts';
import {
  at,
  backedBy,
  poolOf,
  worth,
  type AuditAccount,
  type AuditPool,
  type AuditState,
} from './exchange-state.ts';
import { ceilDivide, floorDivide } from './rounding.ts';

/**
 * R2: each tier's rate applies to the part of the value in that tier.
 * Each part is rounded up separately.
 */
function tiered(
  spec: InstrumentSpec,
  value: bigint,
  rateOf: (tier: number) => readonly [bigint, bigint],
): bigint {
  let margin = 0n;
  spec.tiers.forEach((tier, index) => {
    const floor = BigInt(tier.floor);
    const next = spec.tiers[index + 1];
    const ceiling = next === undefined || value < BigInt(next.floor) ? value : BigInt(next.floor);
    if (ceiling <= floor) return;
    const [over, under] = rateOf(index);
    margin += ceilDivide((ceiling - floor) * over, under);
  });
  return margin;
}

export function initialMarginOf(spec: InstrumentSpec, value: bigint): bigint {
  return tiered(spec, value, (tier) => [1n, BigInt(at(spec.tiers, tier).maxLeverage)]);
}

export function maintenanceMarginOf(spec: InstrumentSpec, value: bigint): bigint {
  return tiered(spec, value, (tier) => [BigInt(at(spec.tiers, tier).maintenanceRate), BigInt(RATE_SCALE)]);
}

export function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

export function unrealized(state: AuditState, account: AuditAccount, instrument: number): bigint {
  const { spec, markPrice } = at(state.markets, instrument);
  const { lots, cost } = at(account.positions, instrument);
  return worth(spec, lots, markPrice) - cost;
}

export function equityOf(state: AuditState, pool: AuditPool): bigint {
  const account = at(state.accounts, pool.account);
  return backedBy(state, pool).reduce(
    (sum, instrument) => sum + unrealized(state, account, instrument),
    pool.balance,
  );
}

/** The amount that margin is charged on, at a price: the position's value or its cost. */
function exposureAt(state: AuditState, account: AuditAccount, instrument: number, price: number): bigint {
  const { spec } = at(state.markets, instrument);
  const { lots, cost } = at(account.positions, instrument);
  return absolute(spec.marginValue === 'entry' ? cost : worth(spec, lots, price));
}

export function exposureOf(state: AuditState, account: AuditAccount, instrument: number): bigint {
  return exposureAt(state, account, instrument, at(state.markets, instrument).markPrice);
}

export function maintenanceOf(state: AuditState, pool: AuditPool): bigint {
  const account = at(state.accounts, pool.account);
  return backedBy(state, pool).reduce((sum, instrument) => {
    const { spec } = at(state.markets, instrument);
    return sum + maintenanceMarginOf(spec, exposureOf(state, account, instrument));
  }, 0n);
}

/** Last tick, in the losing direction, at which closing leaves no debt; null: none above zero. */
export function bankruptcyPriceOf(
  state: AuditState,
  account: AuditAccount,
  instrument: number,
): number | null {
  const { lots } = at(account.positions, instrument);
  if (lots === 0) return null;
  const { spec } = at(state.markets, instrument);
  const pool = poolOf(account, instrument);
  const atZero = equityOf(state, pool) - worth(spec, lots, at(state.markets, instrument).markPrice);
  const perTick = worth(spec, lots, 1);
  const price = lots > 0 ? ceilDivide(-atZero, perTick) : floorDivide(atZero, -perTick);
  return price > 0n ? Number(price) : null;
}

/** First tick, in the losing direction, at which equity is at or below maintenance margin; null: none above zero. */
export function liquidationPriceOf(
  state: AuditState,
  account: AuditAccount,
  instrument: number,
): number | null {
  const { lots } = at(account.positions, instrument);
  if (lots === 0) return null;
  const { spec, markPrice } = at(state.markets, instrument);
  const pool = poolOf(account, instrument);
  const atZero = equityOf(state, pool) - worth(spec, lots, markPrice);
  const others =
    maintenanceOf(state, pool) - maintenanceMarginOf(spec, exposureOf(state, account, instrument));
  const isDue = (price: number) =>
    atZero + worth(spec, lots, price) <=
    others + maintenanceMarginOf(spec, exposureAt(state, account, instrument, price));
  return lots > 0 ? lastDue(isDue) : firstDue(isDue);
}

/** The highest due price: a long position's equity rises faster with the price than its margin does. */
function lastDue(isDue: (price: number) => boolean): number | null {
  let high = 1;
  while (isDue(high)) high *= 2;
  let low = 0;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isDue(middle)) low = middle;
    else high = middle;
  }
  return low === 0 ? null : low;
}

/** The lowest due price. */
function firstDue(isDue: (price: number) => boolean): number | null {
  let high = 1;
  while (!isDue(high)) high *= 2;
  let low = 0;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isDue(middle)) high = middle;
    else low = middle;
  }
  return high;
}
