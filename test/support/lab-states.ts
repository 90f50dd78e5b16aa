/** States of the lab: one that runs, and one that has compared two strategies in two rooms. */
import {
  LAB_PROFIT,
  type LabReport,
  type LabRequest,
  type LabRow,
  type LabState,
} from '../../src/contract/lab.ts';

const REQUEST: LabRequest = {
  a: { strategy: 'maker', params: {} },
  b: { strategy: 'taker', params: {} },
  rooms: ['calm', 'crash'],
  seeds: 20,
  minutes: 10,
  sweep: null,
};

export const RUNNING_LAB: LabState = {
  phase: 'running',
  request: REQUEST,
  runsDone: 12,
  runsTotal: 80,
  secondsLeft: 94,
  isStopping: false,
};

const row = (key: string, label: string, a: number, b: number, half: number): LabRow => {
  const figure = (mean: number) => ({ mean, low: mean - half, high: mean + half });
  return { key, label, digits: 2, estimates: [figure(a), figure(b)], differences: [figure(b - a)] };
};

function report(by: number): LabReport {
  return {
    sentences: [
      `b (taker) is worse than a by ${by.toFixed(2)} an hour in quote currency, p = 0.0005; most of it is fees.`,
    ],
    variants: [
      { letter: 'a', label: 'maker levels=3' },
      { letter: 'b', label: 'taker' },
    ],
    rows: [
      row('pnl', LAB_PROFIT, 210.5, 210.5 - by, 35),
      row('inventory', '  inventory', -80, -60, 40),
      row('fees', '  fees', -12.2, -140, 9),
      row('maxDrawdown', 'largest drawdown, quote currency', 61, 120, 12),
      {
        key: 'sharpe',
        label: 'Sharpe ratio of an hour',
        digits: 2,
        estimates: [null, null],
        differences: [null],
      },
    ],
    seeds: Array.from({ length: 20 }, (_, index) => ({
      seed: index + 1,
      pnl: [200 + index, 200 + index - by + ((index * 37) % 90)],
    })),
    saved: [
      { name: 'a-worst', variant: 0, place: 'worst', seed: 1 },
      { name: 'a-best', variant: 0, place: 'best', seed: 20 },
      { name: 'b-worst', variant: 1, place: 'worst', seed: 1 },
    ],
    sweep: [{ params: 'levels=3', pnl: 12.5 }],
    problems: ['b (taker) failed in 1 of 20 seeds, first in seed 3: nextOrder failed: Error: on purpose'],
  };
}

export const DONE_LAB: LabState = {
  phase: 'done',
  request: REQUEST,
  result: {
    sentences: ['Against a, b (taker) is worse in calm, crash.'],
    rooms: [
      { name: 'calm', report: report(90), reason: null },
      { name: 'crash', report: report(410), reason: null },
    ],
    command: 'npm run lab -- maker taker --rooms=calm,crash --seeds=20 --minutes=10',
    isCut: true,
  },
  opening: { room: 'calm', letter: 'b', seed: 7, share: 0.4 },
  openingProblem: null,
};
