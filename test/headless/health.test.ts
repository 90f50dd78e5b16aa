/** `/healthz` of a headless pit. */
import { expect, test } from 'vitest';
import type { PitPhase, PitState, ProcessPhase } from '../../src/contract/pit-state.ts';
import { healthOf } from '../../src/headless/health.ts';

function pit(phase: PitPhase, phases: Readonly<Record<string, ProcessPhase>>): PitState {
  const processes = Object.entries(phases).map(([name, its]) => ({
    name,
    kind: name === 'maker' ? 'bot' : name,
    phase: its,
    restarts: 0,
    log: [],
  }));
  return { phase, processes } as unknown as PitState;
}

test.each([
  ['running', { exchange: 'running', relay: 'running' }, 200],
  ['running', { exchange: 'running', relay: 'running', history: 'starting', maker: 'failed' }, 200],
  ['running', { exchange: 'running', relay: 'crashed' }, 503],
  ['running', { exchange: 'starting', relay: 'running' }, 503],
  ['starting', { exchange: 'running', relay: 'running' }, 503],
] as const)('a pit that is %s with %o answers %i', (phase, phases, status) => {
  const reply = healthOf(pit(phase, phases));
  expect(reply.status).toBe(status);
  expect(JSON.parse(String(reply.body))).toEqual({
    status: status === 200 ? 'ok' : 'unwell',
    pit: phase,
    processes: phases,
  });
});
