import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { mutantPlugin } from './test/simulator/mutants.ts';

/** A condition that is waited for may take long on a slow machine. */
const expect = { poll: { timeout: 60_000 } };
const mutant = process.env['BOTPIT_MUTANT'];

/**
 * `unit` runs within its own process, `processes` starts real workers, `app` the real Electron app. Processes wait
 * more than they compute: three files at a time keep two cores busy. The app's window is drawn by the processor.
 */
export default defineConfig({
  test: {
    projects: [
      {
        plugins: mutant === undefined ? [] : [mutantPlugin(mutant)],
        test: {
          name: 'unit',
          maxWorkers: availableParallelism(),
          sequence: { groupOrder: 0 },
          expect,
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/{processes,app}/**'],
          // Some of them compute for seconds; a slow machine may take many times as long.
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'processes',
          expect,
          include: ['test/processes/**/*.test.ts'],
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'app',
          expect,
          include: ['test/app/**/*.test.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
