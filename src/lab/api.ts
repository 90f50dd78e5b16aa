/** `import { lab } from 'botpit/lab'`: the lab as a function. It runs the code that `npm run build` has built. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createLogger } from '../runtime/log.ts';
import { readOptions } from '../runtime/options.ts';
import { fromStartFolder } from '../runtime/start-folder.ts';
import { argumentsOf } from './api-arguments.ts';
import type { Lab, LabFigure, LabReport, LabRun } from './api-types.ts';
import type { Row } from './comparison.ts';
import { carryOut, type RoomAnswer } from './lab.ts';
import type { RunResult } from './measure.ts';
import { METRICS } from './metrics.ts';
import { openPool } from './open-pool.ts';
import { labProgram, taskOf } from './plan.ts';
import { LabPool } from './pool.ts';
import { asChild } from './run-starters.ts';

export type * from './api-types.ts';

/** Folders relative to the built module. */
const BOX = {
  strategies: fileURLToPath(new URL('../../strategies', import.meta.url)),
  rooms: fileURLToPath(new URL('../../resources/rooms', import.meta.url)),
};
/** Stands in a report in place of a command line. */
const COMMAND = "lab() of 'botpit/lab'";
const RUN_PROCESS = fileURLToPath(new URL('./lab-run.js', import.meta.url));

export const lab: Lab = async (options) => {
  const given = readOptions(labProgram(BOX), argumentsOf(options));
  if ('help' in given) throw new Error('a strategy cannot be named --help.');
  const task = taskOf(given.options, given.positionals, BOX);
  if (task.do !== 'run') throw new Error('there is nothing to run.');
  const { folder, signal, onProgress = () => {} } = options;
  const plan = { ...task.plan, ...(folder !== undefined && { folder: fromStartFolder(folder) }) };
  const local = new LabPool(asChild(RUN_PROCESS), availableParallelism());
  const pool = await openPool(given.options, local, RUN_PROCESS, createLogger('warn'));
  const cut = () => pool.close();
  signal?.addEventListener('abort', cut);
  try {
    if (signal?.aborted === true) pool.close();
    const command = folder === undefined ? undefined : COMMAND;
    const { answers } = await carryOut(plan, pool, command, { progress: onProgress });
    return answers.map(reportOf);
  } finally {
    signal?.removeEventListener('abort', cut);
    await pool.end();
  }
};

/** @throws Error when there is nothing to report */
function reportOf({ runs, outcome, problems }: RoomAnswer): LabReport {
  if ('reason' in outcome) throw new Error(outcome.reason);
  const { report } = outcome;
  const { sentences, variants, rows } = report;
  return {
    room: runs.room?.name ?? null,
    sentences,
    variants: variants.map(({ letter, label }) => ({ letter, label })),
    figures: Object.fromEntries(rows.map((row) => [row.metric.key, figureOf(row)])),
    runs: report.runs.map((all) => all.map(runOf)),
    failures: runs.failures.map(({ request: { path, seed }, reason }) => ({ strategy: path, seed, reason })),
    problems,
  };
}

function figureOf({ metric, estimates, differences }: Row): LabFigure {
  return { label: metric.label.trim(), estimates, differences };
}

function runOf(run: RunResult): LabRun {
  const { seed, hash, errors } = run;
  return { seed, figures: Object.fromEntries(METRICS.map(({ key, of }) => [key, of(run)])), hash, errors };
}
