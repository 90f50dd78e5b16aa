/** `npm run lab`: is strategy b better than a, or is it luck? Runs each on the same seeds in virtual time and compares them. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countRuns, folderOf, keep, outcomeOf, roomReports, runRooms } from '../../lab/lab.ts';
import { labProgram, taskOf, type LabOptions, type Plan, type Task } from '../../lab/plan.ts';
import { LabPool } from '../../lab/pool.ts';
import { joinLatencyWords } from '../../lab/request.ts';
import { OptionError } from '../../runtime/options.ts';
import { runWorker, type Running, type WorkerFrame } from '../../runtime/worker-frame.ts';
import { openRun } from './open-run.ts';
import { endProgress, printReport, printRooms, showProgress } from './terminal.ts';

const EXIT_DONE = 0;
/** An assertion does not hold. */
const EXIT_ASSERTION = 1;
const EXIT_INPUT = 2;

/** As seen from the built worker, in a checkout and in the installed app alike. */
const BOX = {
  strategies: fileURLToPath(new URL('../../strategies', import.meta.url)),
  rooms: fileURLToPath(new URL('../../resources/rooms', import.meta.url)),
};
const RUN_PROCESS = fileURLToPath(new URL('./lab-run.js', import.meta.url));

type Given = { readonly options: LabOptions; readonly positionals: readonly string[] };

async function start({ options, positionals }: Given, frame: WorkerFrame): Promise<Running> {
  const task = readTask(options, positionals);
  const pool = new LabPool(RUN_PROCESS);
  const finished = carryOut(task, pool, frame).catch((error: unknown) => {
    frame.log.error((error as Error).message);
    return EXIT_INPUT;
  });
  void finished.then((exitCode) => frame.stop(exitCode));
  return {
    stop: () => {
      pool.close();
      return finished;
    },
  };
}

/** @throws OptionError */
function readTask(options: LabOptions, files: readonly string[]): Task {
  try {
    return taskOf(options, files, BOX);
  } catch (error) {
    throw new OptionError((error as Error).message);
  }
}

/** @returns the exit code */
function carryOut(task: Task, pool: LabPool, frame: WorkerFrame): Promise<number> {
  return task.do === 'open' ? openRun(task.folder, task.run) : compare(task.plan, pool, frame);
}

async function compare(plan: Plan, pool: LabPool, { log }: WorkerFrame): Promise<number> {
  const most = plan.until === undefined ? '' : 'at most ';
  log.info(
    `${most}${countRuns(plan)} runs of ${plan.minutes} min on ${availableParallelism()} cores; Ctrl+C reports what there is.`,
  );
  const beganMs = performance.now();
  const runs = await runRooms(plan, pool, (done, total) => {
    const msPerRun = (performance.now() - beganMs) / done;
    showProgress(done, total, Math.ceil((msPerRun * (total - done)) / 1_000));
  });
  endProgress();
  const outcomes = runs.map((each) => outcomeOf(plan, each));
  printRooms(roomReports(runs, outcomes));
  let exitCode = EXIT_DONE;
  for (const [index, each] of runs.entries()) {
    const outcome = outcomes[index];
    if (outcome === undefined) continue;
    if ('reason' in outcome) {
      log.error(outcome.reason);
      exitCode = EXIT_INPUT;
      continue;
    }
    printReport(plan, each, outcome.report);
    await keep(plan, pool, each, outcome.report, commandLine());
    log.info(`The report is ${join(folderOf(plan, each), 'report.html')}.`);
    const refuted = plan.assertions.flatMap(({ check }) => check(outcome.report.rows) ?? []);
    for (const line of refuted) log.error(line);
    if (refuted.length > 0) exitCode = Math.max(exitCode, EXIT_ASSERTION);
  }
  return exitCode;
}

function commandLine(): string {
  return `npm run lab -- ${process.argv.slice(2).map(quoted).join(' ')}`;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./±-]+$/.test(word) ? word : `'${word}'`;
}

process.argv = joinLatencyWords(process.argv);
await runWorker(labProgram(BOX), start);
