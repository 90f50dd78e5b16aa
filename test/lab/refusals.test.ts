/** The lab refuses whatever asks a name server, also functions that a later Node adds. */
import dns from 'node:dns';
import { expect, test } from 'vitest';
import { refusedLookups } from '../../src/lab/refusals.ts';

const SETTINGS = new Set(['getDefaultResultOrder', 'setDefaultResultOrder']);

test.each([
  ['node:dns', dns],
  ['node:dns/promises', dns.promises],
])('every function of %s but its settings is refused, by its name', (_, module) => {
  const refused = refusedLookups(module);
  const functions = Object.entries(module).filter(([, value]) => typeof value === 'function');
  expect(Object.keys(refused)).toEqual(functions.map(([name]) => name).filter((name) => !SETTINGS.has(name)));
  expect(Object.keys(refused)).toEqual(expect.arrayContaining(['resolveTxt', 'lookupService', 'Resolver']));
  for (const [name, call] of Object.entries(refused))
    expect(call).toThrow(`${name}: the lab has no network, because a run must be the same every time`);
});

test('a function that this Node does not have yet is refused too', () => {
  expect(Object.keys(refusedLookups({ resolveNew: () => {}, NODATA: 'ENODATA' }))).toEqual(['resolveNew']);
});
