/** The short form of `npm run chaos`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runChaos } from '../chaos/chaos.ts';
import { BLOW_KINDS } from '../chaos/monkey.ts';

const BLOWS = BLOW_KINDS.length;
const TIMEOUT_MS = 480_000;

test(
  `${BLOWS} blows, one of each kind, and nothing is lost`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'botpit-chaos-'));
    try {
      const report = await runChaos({
        built: fileURLToPath(new URL('../../out/main/', import.meta.url)),
        folder,
        seed: 1,
        blows: BLOWS,
        inTurn: true,
        ms: Infinity,
        checkEvery: 5,
        bots: 'maker,random,taker',
        onStep: () => {},
      });
      expect(report.faults).toEqual([]);
      // Without a small disk, none is filled.
      expect(report.blows.size).toBe(BLOWS - (report.hasSmallDisk ? 0 : 1));
      expect(report.verdict).toMatch(/\nequal\n$/);
      expect(report.acknowledged).toBeGreaterThan(BLOWS * 20);
      expect(report.publishedTrades).toBeGreaterThan(0);
    } finally {
      // The kernel may hold the unmounted disk for a moment longer.
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 500 });
    }
  },
  TIMEOUT_MS,
);
