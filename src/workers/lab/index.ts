/**
 * `npm run lab`: tests whether strategy b is better than a or only lucky. It runs both on the same seeds in virtual
 * time and compares them.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LAB_REPORT_PAGE } from '../../contract/lab.ts';
import { commandLine } from '../../lab/command-line.ts';
import { folderOf } from '../../lab/keep-report.ts';
import { carryOut, type RoomAnswer } from '../../lab/lab.ts';
import { openPool } from '../../lab/open-pool.ts';
import { failuresOf } from '../../lab/obstacles.ts';
import { labProgram, taskOf, type LabOptions, type Plan, type Task } from '../../lab/plan.ts';
import { LabPool, type RunPool } from '../../lab/pool.ts';
import { joinLatencyWords } from '../../lab/latency-option.ts';
import { countRuns } from '../../lab/room-runs.ts';
import { asChild, byParent } from '../../lab/run-starters.ts';
import { OptionError } from '../../runtime/options.ts';
import { hasParent, runWorker, type Running, type WorkerFrame } from '../../runtime/worker-frame.ts';
import { openRun } from './open-run.ts';
import { reportsToParent } from './parent.ts';
import { printsOnTerminal } from './terminal.ts';
import type { Voice } from './voice.ts';

const EXIT_DONE = 0;
/** Exit code when an assertion does not hold, or a strategy fails in every seed. */
const EXIT_FAILED = 1;
const EXIT_INPUT = 2;

/** Folders relative to the built worker, in a checkout and in the installed app alike. */
const BOX = {
  strategies: fileURLToPath(new URL('../../strategies', import.meta.url)),
  rooms: fileURLToPath(new URL('../../resources/rooms', import.meta.url)),
};
const RUN_PROCESS = fileURLToPath(new URL('./lab-run.js', import.meta.url));

type Given = { readonly options: LabOptions; readonly positionals: readonly string[] };

async function start({ options, positionals }: Given, frame: WorkerFrame): Promise<Running> {
  const task = readTask(options, positionals);
  const voice = hasParent() ? reportsToParent(frame) : printsOnTerminal(frame.log);
  const local = hasParent()
    ? new LabPool(byParent(frame), besideAPit())
    : new LabPool(asChild(RUN_PROCESS), availableParallelism());
  const pool = task.do === 'open' ? local : await openPool(options, local, RUN_PROCESS, frame.log);
  let failure: string | undefined;
  const finished = perform(task, pool, voice)
    .catch((error: unknown) => {
      failure = (error as Error).message;
      frame.log.error(failure);
      return EXIT_INPUT;
    })
    .finally(() => pool.end());
  void finished.then((exitCode) => frame.stop(exitCode, failure));
  return {
    stop: () => {
      pool.close();
      return finished;
    },
  };
}

/** Number of runs at the same time in the app, whose window and bots need a core. */
function besideAPit(): number {
  return Math.max(1, availableParallelism() - 1);
}

/** @throws OptionError */
function readTask(options: LabOptions, files: readonly string[]): Task {
  try {
    return taskOf(options, files, { ...BOX, strategies: options.strategiesDir ?? BOX.strategies });
  } catch (error) {
    throw new OptionError((error as Error).message);
  }
}

/** @returns the exit code */
function perform(task: Task, pool: RunPool, voice: Voice): Promise<number> {
  return task.do === 'open' ? openRun(task.folder, task.run, pool, voice) : compare(task.plan, pool, voice);
}

async function compare(plan: Plan, pool: RunPool, voice: Voice): Promise<number> {
  const command = commandLine(process.argv.slice(2));
  let exitCode = EXIT_DONE;
  const { answers, reports, isCut } = await carryOut(plan, pool, command, {
    begins: () => {
      voice.begins(plan, pool);
      voice.progress(0, countRuns(plan));
    },
    progress: (done, total) => voice.progress(done, total),
    rooms: (rooms) => voice.rooms(rooms),
    room: (runs, report) => voice.room(plan, runs, report),
    answer: (answer) => (exitCode = Math.max(exitCode, publish(plan, answer, voice))),
    overview: (page) => voice.kept(page),
  });
  voice.ends(answers, reports, { command, isCut });
  return exitCode;
}

/** Reports the files and the problems of a room. @returns the exit code */
function publish(plan: Plan, { runs, outcome, problems }: RoomAnswer, voice: Voice): number {
  if ('reason' in outcome) {
    voice.problem(outcome.reason);
    return EXIT_INPUT;
  }
  voice.kept(join(folderOf(plan, runs), LAB_REPORT_PAGE));
  for (const line of problems) voice.problem(line);
  let exitCode = problems.length > 0 ? EXIT_INPUT : EXIT_DONE;
  for (const { check } of plan.assertions) {
    const { holds, line } = check(outcome.report.rows);
    if (holds) voice.holds(line);
    else voice.problem(line);
    if (!holds) exitCode = Math.max(exitCode, EXIT_FAILED);
  }
  for (const line of failuresOf(outcome.report)) {
    voice.problem(line);
    exitCode = Math.max(exitCode, EXIT_FAILED);
  }
  return exitCode;
}

process.argv = joinLatencyWords(process.argv);
await runWorker(labProgram(BOX), start);
