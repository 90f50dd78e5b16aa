import { expect, test } from 'vitest';
import { packState, unpackState } from '../../../src/workers/bot/state.ts';

test('a state keeps its types', () => {
  const state = {
    levels: new Map([[1, new Set(['a'])]]),
    at: new Date(0),
    big: 2n,
    bytes: new Float64Array([1, 2]),
  };
  expect(unpackState(packState(state) as Uint8Array)).toEqual(state);
});

test('no state, and null, which is one', () => {
  expect(packState(undefined)).toBeNull();
  expect(unpackState(packState(null) as Uint8Array)).toBeNull();
});

test('one that cannot be copied, and one that is too large, are refused with what to do', () => {
  expect(() => packState({ price: () => 1 })).toThrow(
    /cannot be copied .* Return plain data; Map, Set, Date,/,
  );
  expect(() => packState(new Uint8Array(65 * 1024 * 1024))).toThrow(
    'state returned 66 MB, and at most 64 MB are passed on; keep it in a file',
  );
});
