import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { mutantPlugin } from './test/simulator/mutants.ts';

/** A condition that is waited for may take long on a slow machine. */
const expect = { poll: { timeout: 60_000 } };
const mutant = process.env['BOTPIT_MUTANT'];

/** These take longest, so they start first: a long file that starts last leaves all cores but one idle. */
const LONGEST = [
  'simulator.test.ts',
  'document-commands.test.ts',
  'bot.test.ts',
  'bots.test.ts',
  'arguments.test.ts',
  'headless.test.ts',
  'chaos.test.ts',
  'flood.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      LONGEST.indexOf(basename(moduleId)) + 1 || LONGEST.length + 1;
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

/**
 * `unit` runs within its own process, `processes` starts real workers, `app` the real Electron app. Processes wait
 * more than they compute: four files at a time keep two cores busy. The app's window is drawn by the processor.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
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
          maxWorkers: 4,
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
