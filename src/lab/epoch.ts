/** When a pit of the lab opens, milliseconds since the Unix epoch: 2026-01-05, a Monday, 09:30 UTC. */
export const EPOCH_MS = Date.UTC(2026, 0, 5, 9, 30);
/** The book fills up; the strategy does not trade yet and nothing counts. */
export const WARM_UP_MS = 10_000;
