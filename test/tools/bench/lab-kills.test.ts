/** The bench of killed workers compares two reports, never one with itself. The labs here are scripts. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runKills } from '../../../tools/bench/lab/kills.ts';
import { natsServer } from '../../support/nats.ts';

const WRITE = `
const { mkdirSync, writeFileSync } = require('node:fs');
const folder = process.argv.find((arg) => arg.startsWith('--data-dir=')).slice(11) + '/last';
const isRemote = process.argv.includes('--queue');
const write = (text) => { mkdirSync(folder, { recursive: true }); writeFileSync(folder + '/lab.json', text); };
`;

let built: string;
beforeEach(() => {
  built = mkdtempSync(join(tmpdir(), 'botpit-test-'));
  writeFileSync(join(built, 'lab-worker.js'), 'setInterval(() => {}, 1_000);');
});
afterEach(() => rmSync(built, { recursive: true, force: true }));

function kills(lab: string) {
  writeFileSync(join(built, 'lab.js'), WRITE + lab);
  return runKills({ built, nats: natsServer ?? '', seeds: 6, seed: 1, onStep: () => {} });
}

describe.skipIf(natsServer === undefined)('a lab with killed workers beside one on one machine', () => {
  test('equal reports have no difference, and others name their files', async () => {
    expect(await kills('write(folder);')).toMatchObject({ runs: 12, different: [] });
    expect(await kills('write(String(isRemote));')).toMatchObject({ different: ['lab.json'] });
  });

  test.each([
    [
      'the lab on one machine fails',
      `if (isRemote) write('report'); else process.exitCode = 1;`,
      'ended with 1',
    ],
    ['the lab with kills fails', `write('report'); if (isRemote) process.exitCode = 1;`, 'ended with 1'],
    ['the lab on one machine writes nothing', `if (isRemote) write('report');`, 'wrote no report'],
    ['no lab writes anything', '', 'wrote no report'],
  ])('when %s, there is no comparison', async (_, lab, reason) => {
    await expect(kills(lab)).rejects.toThrow(reason);
  });
});
