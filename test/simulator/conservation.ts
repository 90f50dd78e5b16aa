/** A5, of the auditor itself: money and positions are moved, never made. */
import { equityOf } from './margins.ts';
import { allPurses, at, bestPrice, type AuditState } from './exchange-state.ts';

/** @throws Error that says what does not add up */
export function checkConservation(state: AuditState): void {
  const deposits = state.accounts.reduce((sum, { deposit }) => sum + deposit, state.insuranceDeposit);
  const held = allPurses(state).reduce(
    (sum, purse) => sum + equityOf(state, purse),
    state.insuranceFund + state.feesCollected,
  );
  if (held !== deposits) throw new Error(`auditor: ${held} money units of ${deposits} deposited`);
  state.markets.forEach((_, instrument) => {
    const lots = state.accounts.reduce((sum, { positions }) => sum + at(positions, instrument).lots, 0);
    if (lots !== 0) throw new Error(`auditor: positions in instrument ${instrument} sum to ${lots}`);
    const bid = bestPrice(state, instrument, 'buy');
    const ask = bestPrice(state, instrument, 'sell');
    if (bid !== null && ask !== null && bid >= ask) {
      throw new Error(`auditor: instrument ${instrument} is crossed at ${bid}`);
    }
  });
}
