/** Results of the lab's runs, for tests that need no run. */
import type { RunResult } from '../../src/lab/measure.ts';

/** A run without an order. */
const NOTHING: RunResult = {
  seed: 1,
  minutes: 1,
  pnl: 0,
  spreadEarned: 0,
  spreadPaid: 0,
  inventory: 0,
  fees: 0,
  funding: 0,
  liquidation: 0,
  orders: 0,
  fills: 0,
  makerFills: 0,
  volume: 0,
  fillRatio: null,
  queuePlaced: null,
  queueFilled: null,
  liquidations: 0,
  rejections: {},
  unsent: 0,
  unsentReasons: [],
  maxDrawdown: 0,
  sharpePerMinute: 0,
  meanAbsolutePosition: 0,
  maxAbsolutePosition: 0,
  meanExposure: 0,
  atLargestPosition: 0,
  atPriceLimit: 0,
  markouts: [],
  path: [0],
  positions: [],
  fillRows: [],
  errors: [],
  hash: '',
};

export function runResult(changes: Partial<RunResult>): RunResult {
  return { ...NOTHING, ...changes };
}
