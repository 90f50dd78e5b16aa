import { expect, test } from 'vitest';
import type { PitState } from '../../src/contract/pit-state.ts';
import { failureOf } from '../../src/renderer/pit/failure.ts';

const failed: PitState = { phase: 'stopped', processes: [], reason: 'port 9010 is taken' };
const refused = { what: 'The pit did not start', reason: 'Port 9010 is taken.' };
const none = { problem: null, state: failed, isReasonRead: false };

test('a failed start is reported once: by the reply to the click, else by the pit', () => {
  expect(failureOf({ ...none, problem: refused })).toEqual(refused);
  expect(failureOf(none)).toEqual({ what: 'The pit is closed', reason: 'port 9010 is taken' });
});

test('a dismissed failure does not return', () => {
  expect(failureOf({ ...none, isReasonRead: true })).toBeNull();
});

test('neither an ordinary stop nor a start in progress is a failure', () => {
  expect(failureOf({ ...none, state: { phase: 'stopped', processes: [] } })).toBeNull();
  expect(failureOf({ ...none, state: { ...failed, phase: 'starting' } })).toBeNull();
  expect(failureOf({ ...none, state: null })).toBeNull();
});
