/** Time at which a pit of the lab opens, in milliseconds since the Unix epoch: 2026-01-05, a Monday, 09:30 UTC. */
export const EPOCH_MS = Date.UTC(2026, 0, 5, 9, 30);
/** Time in which the book fills up. The strategy does not trade yet, and nothing counts. */
export const WARM_UP_MS = 10_000;
