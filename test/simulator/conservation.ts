/** A5 for the auditor itself: commands move money and positions and never create them. */
import { equityOf } from './margins.ts';
import { allPools, at, bestPrice, isOpen, type AuditState } from './exchange-state.ts';

/** @throws Error that names the sum that does not add up */
export function checkConservation(state: AuditState): void {
  const deposits = state.accounts.reduce((sum, { deposit }) => sum + deposit, state.insuranceDeposit);
  const held = allPools(state).reduce(
    (sum, pool) => sum + equityOf(state, pool),
    state.insuranceFund + state.feesCollected,
  );
  if (held !== deposits) throw new Error(`auditor: ${held} money units of ${deposits} deposited`);
  state.markets.forEach((_, instrument) => {
    const lots = state.accounts.reduce((sum, { positions }) => sum + at(positions, instrument).lots, 0);
    if (lots !== 0) throw new Error(`auditor: positions in instrument ${instrument} sum to ${lots}`);
    const bid = bestPrice(state, instrument, 'buy');
    const ask = bestPrice(state, instrument, 'sell');
    if (isOpen(state, instrument) && bid !== null && ask !== null && bid >= ask) {
      throw new Error(`auditor: instrument ${instrument} is crossed at ${bid}`);
    }
  });
}
