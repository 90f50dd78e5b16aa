/** The short form of `npm run fuzz`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ATTACKS } from '../fuzz/attacks.ts';
import { runFuzz } from '../fuzz/fuzz.ts';

const FRAMES = 5_000;

test(`${FRAMES} frames, right and wrong: the canary gets the right replies`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'botpit-fuzz-'));
  try {
    const built = fileURLToPath(new URL('../../out/main/', import.meta.url));
    const report = await runFuzz({ built, folder, seed: 1, frames: FRAMES, onStep: () => {} });
    expect(report.faults).toEqual([]);
    expect(report.frames).toBeGreaterThanOrEqual(FRAMES);
    expect([...report.attacks.keys()].toSorted()).toEqual(Object.keys(ATTACKS).toSorted());
    expect(report.canaryTrades).toBeGreaterThan(20);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
