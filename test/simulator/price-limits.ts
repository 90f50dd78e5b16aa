/** P4: limits around the reference price, and the halt of a market that stands at one. */
import { RATE_SCALE } from '../../src/contract/index.ts';
import { cancel } from './order-events.ts';
import {
  at,
  bestPrice,
  isOpen,
  published,
  type AuditMarket,
  type AuditOrder,
  type AuditState,
} from './exchange-state.ts';

/** @returns lower and upper limit; null: the instrument has none */
export function limitsOf({ spec, reference }: AuditMarket): readonly [number, number] | null {
  if (spec.limits === null) return null;
  const distance = Number((BigInt(reference) * BigInt(spec.limits.band)) / BigInt(RATE_SCALE));
  return [Math.max(1, reference - distance), reference + distance];
}

/** The order as if its price were the limit, where it lies beyond it. @returns the same order when it does not */
export function withinLimits(state: AuditState, order: AuditOrder): AuditOrder {
  const limits = limitsOf(at(state.markets, order.instrument));
  if (limits === null) return order;
  const [lower, upper] = limits;
  if (order.side === 'buy') return (order.price ?? Infinity) > upper ? { ...order, price: upper } : order;
  return (order.price ?? 0) < lower ? { ...order, price: lower } : order;
}

/** Cancels the order at the front of a side when it lies outside the limits on the far side. @returns whether it does */
export function leaveBehind(state: AuditState, resting: AuditOrder): boolean {
  const limits = limitsOf(at(state.markets, resting.instrument));
  if (limits === null || resting.price === null) return false;
  const isOutside = resting.side === 'buy' ? resting.price > limits[1] : resting.price < limits[0];
  if (!isOutside) return false;
  state.courses.add('an order left behind the limits is cancelled');
  cancel(state, resting, 'price_limit');
  return true;
}

/** A sample at a whole second. */
export function sampleReference(market: AuditMarket): void {
  if (market.spec.limits === null) return;
  const price = market.spec.mark === null ? market.markPrice : published(market);
  market.samples = [...market.samples, price].slice(-market.spec.limits.referenceSeconds);
  market.reference = meanOf(market.samples);
}

function meanOf(samples: readonly number[]): number {
  return Math.floor(samples.reduce((sum, sample) => sum + sample, 0) / samples.length);
}

export function restartReference(market: AuditMarket, price: number): void {
  if (market.spec.limits === null) return;
  market.samples = Array.from({ length: market.spec.limits.referenceSeconds }, () => price);
  market.reference = price;
}

/** Counts tenths at a limit, as the market stands at the last of them. @returns whether the market must halt */
export function standsTooLong(state: AuditState, instrument: number, tenths: number): boolean {
  const market = at(state.markets, instrument);
  const { limits } = market.spec;
  if (limits === null) return false;
  const stands = isOpen(state, instrument) && isAtLimit(state, instrument);
  market.tenthsAtLimit = stands ? market.tenthsAtLimit + tenths : 0;
  return market.tenthsAtLimit * 100 >= limits.limitStateMs;
}

function isAtLimit(state: AuditState, instrument: number): boolean {
  const limits = limitsOf(at(state.markets, instrument));
  if (limits === null) return false;
  const [lower, upper] = limits;
  const bid = bestPrice(state, instrument, 'buy');
  const ask = bestPrice(state, instrument, 'sell');
  if (ask !== null && (ask <= lower || ask > upper)) return true;
  return bid !== null && (bid >= upper || bid < lower);
}
