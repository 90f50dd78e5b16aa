import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { mutantPlugin } from './test/simulator/mutants.ts';

const COMMON = {
  // A condition that is waited for may take long on a slow machine.
  expect: { poll: { timeout: 60_000 } },
  // What a failed test replaced must not reach the next one.
  restoreMocks: true,
  unstubEnvs: true,
  unstubGlobals: true,
};
const mutant = process.env['BOTPIT_MUTANT'];

/** These take longest, so they start first: a long file that starts last leaves all cores but one idle. */
const LONGEST = [
  'simulator.test.ts',
  'attacks.test.ts',
  'market.test.ts',
  'runs.test.ts',
  'document-commands.test.ts',
  'bot-failures.test.ts',
  'bot.test.ts',
  'bots.test.ts',
  'arguments.test.ts',
  'headless.test.ts',
  'chaos.test.ts',
  'flood.test.ts',
];

/** Files that replace modules, or look at the memory of their process or at the shapes of its objects. */
const OWN_PROCESS = [
  'test/engine/doubles.test.ts',
  'test/main/bridge-server.test.ts',
  'test/renderer/session-title.test.ts',
  'test/main/electron-launcher.test.ts',
  'test/renderer/frame-log-memory.test.ts',
  'test/renderer/locales.test.ts',
  'test/session/journal/pack.test.ts',
  'test/tools/command-lists.test.ts',
];
/** Vitest keeps a process for the next file, and with it the modules that both import. */
const SHARED = { isolate: false, execArgv: ['--min-semi-space-size=16'] };
// Some unit tests compute for seconds; a slow machine may take many times as long.
const UNIT = { ...COMMON, maxWorkers: availableParallelism(), testTimeout: 120_000, hookTimeout: 60_000 };

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      LONGEST.indexOf(basename(moduleId)) + 1 || LONGEST.length + 1;
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

/**
 * `unit` and `unit-alone` run in the processes of Vitest, `processes` starts real workers, `app` the real Electron app.
 * Processes wait more than they compute: four files at a time keep two cores busy. The app's window is drawn by the
 * processor. A group order for each project, because Vitest replaces a shared process where the project changes.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        plugins: mutant === undefined ? [] : [mutantPlugin(mutant)],
        test: {
          ...UNIT,
          ...SHARED,
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/{processes,app}/**', ...OWN_PROCESS],
        },
      },
      { test: { ...UNIT, name: 'unit-alone', sequence: { groupOrder: 1 }, include: OWN_PROCESS } },
      {
        test: {
          ...COMMON,
          ...SHARED,
          name: 'processes',
          include: ['test/processes/**/*.test.ts'],
          maxWorkers: 4,
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...COMMON,
          ...SHARED,
          name: 'app',
          include: ['test/app/**/*.test.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
