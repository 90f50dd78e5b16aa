// npm run lab: is strategy b better than a, or is it luck? Runs each on the same seeds in virtual time and compares them.

import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Room } from '../../src/contract/room.ts';
import { withBundles } from '../lib/bundles.ts';
import { logToStderr } from '../lib/command-line.ts';
import { reportOf, type Report, type Row } from './comparison.ts';
import type { RunResult } from './measure.ts';
import { writeFiles } from './outputs.ts';
import { HELP, readTask, SEEDS_MIN, type Plan, type Task } from './plan.ts';
import { LabPool, type FailedRun } from './pool.ts';
import { roomSentences, roomTable, type RoomReport } from './rooms.ts';
import type { RunRequest } from './run.ts';
import { isDecided, SEEDS_FIRST, SEEDS_STEP } from './sequence.ts';
import { extremes, openRun, saveRun, type SavedRun } from './sessions.ts';
import { aligned, tableOf } from './table.ts';

const EXIT_ASSERTION = 1;
const EXIT_INPUT = 2;
const FAILURES_SHOWN_MAX = 3;

/** The runs of one room. */
interface RoomRuns {
  readonly room: Room | undefined;
  /** By variant, then in the order of the seeds; a hole: the run did not finish. */
  readonly results: readonly (readonly (RunResult | undefined)[])[];
  readonly failures: readonly FailedRun[];
}

await main();

async function main(): Promise<void> {
  try {
    await carryOut(readTask(process.argv.slice(2)));
  } catch (error) {
    endWith(`error: ${(error as Error).message}`);
  }
}

async function carryOut(task: Task): Promise<void> {
  switch (task.do) {
    case 'help':
      return console.log(HELP);
    case 'open':
      process.exitCode = await openRun(task.folder, task.run);
      return;
    case 'run':
      return withBundles(['tools/lab/worker.ts'], ({ paths: [worker = ''] }) =>
        runLab(task.plan, new LabPool(worker)),
      );
  }
}

async function runLab(plan: Plan, pool: LabPool): Promise<void> {
  const { variants, seeds, minutes, rooms, until } = plan;
  const count = rooms.length * variants.length * seeds.length;
  const most = until === undefined ? '' : 'at most ';
  logToStderr(
    `${most}${count} runs of ${minutes} min on ${availableParallelism()} cores; Ctrl+C reports what there is.`,
  );
  const cut = () => pool.close();
  process.once('SIGINT', cut);
  const runs: RoomRuns[] = [];
  for (const room of rooms) runs.push(await runRoom(plan, pool, room));
  const reports = runs.map((each) => reportRoom(plan, each));
  printRooms(reports.flatMap((report, index) => roomReport(rooms[index], report)));
  for (const [index, each] of runs.entries()) {
    const report = reports[index];
    if (report === undefined) continue;
    print(plan, each, report);
    const saved = plan.savesSessions ? await saveSessions(plan, pool, each, report) : [];
    await save(plan, each, report, saved);
    check(plan, report.rows);
  }
  process.removeListener('SIGINT', cut);
}

function roomReport(room: Room | undefined, report: Report | undefined): readonly RoomReport[] {
  return room === undefined || report === undefined ? [] : [{ room: room.name, report }];
}

/** In batches of seeds with `--until`. */
async function runRoom(plan: Plan, pool: LabPool, room: Room | undefined): Promise<RoomRuns> {
  const { variants, seeds, until } = plan;
  const results = variants.map((): (RunResult | undefined)[] => []);
  const failures: FailedRun[] = [];
  const beganMs = performance.now();
  let done = 0;
  const run = async (variant: number, place: number) => {
    const outcome = await pool.run(requestOf(plan, variant, seeds[place] ?? 0, room));
    if ('result' in outcome) (results[variant] ?? [])[place] = outcome.result;
    else if (!pool.isClosed) failures.push(outcome.failed);
    done += 1;
    if (!pool.isClosed) progress(done, variants.length * seeds.length, performance.now() - beganMs);
  };
  const step = until === undefined ? seeds.length : SEEDS_STEP;
  let from = 0;
  while (from < seeds.length && !pool.isClosed) {
    const to = Math.min(seeds.length, from === 0 && until !== undefined ? SEEDS_FIRST : from + step);
    const places = Array.from({ length: to - from }, (_, index) => from + index);
    await Promise.all(variants.flatMap((_, variant) => places.map((place) => run(variant, place))));
    from = to;
    const profits = complete(results).map((all) => all.map(({ pnl }) => pnl));
    if (until !== undefined && (failures.length > 0 || isDecided(profits, until))) break;
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  return { room, results, failures };
}

function requestOf(plan: Plan, variant: number, seed: number, room: Room | undefined): RunRequest {
  const { variants, minutes, crowd, bots, latency, flatten } = plan;
  const { path = '', className, params = [] } = variants[variant] ?? {};
  return { path, className, params, seed, minutes, crowd, bots, latency, flatten, room };
}

/** The runs of each variant, on the seeds that every variant has finished. */
function complete(results: RoomRuns['results']): readonly (readonly RunResult[])[] {
  const places = [...(results[0] ?? []).keys()];
  const finished = places.filter((place) => results.every((all) => all[place] !== undefined));
  return results.map((all) => finished.flatMap((place) => all[place] ?? []));
}

/** Undefined: there is nothing to report, and the exit code says so. */
function reportRoom({ variants, isSweep, until }: Plan, { results, failures }: RoomRuns): Report | undefined {
  const [failed] = failures;
  const runs = complete(results);
  if ((runs[0]?.length ?? 0) >= SEEDS_MIN) return reportOf(variants, isSweep, runs, until);
  if (failed === undefined || results.some((all) => all.some((result) => result !== undefined)))
    endWith(`error: fewer than ${SEEDS_MIN} seeds were run with every variant.`);
  if (failed !== undefined) endWith(`error: ${failed.reason}`);
  return undefined;
}

function endWith(line: string): void {
  logToStderr(line);
  process.exitCode = EXIT_INPUT;
}

function progress(done: number, count: number, passedMs: number): void {
  if (!process.stderr.isTTY) return;
  const leftSeconds = Math.ceil(((passedMs / done) * (count - done)) / 1_000);
  process.stderr.write(`\r\x1b[K${done} of ${count} runs, about ${leftSeconds} s left`);
}

function printRooms(rooms: readonly RoomReport[]): void {
  if (rooms.length < 2) return;
  for (const sentence of roomSentences(rooms)) console.log(`${sentence}\n`);
  console.log(`${aligned(roomTable(rooms)).join('\n')}\n`);
}

function print({ minutes, crowd, bots, until }: Plan, { room, failures }: RoomRuns, report: Report): void {
  const { sentences, variants, rows, runs } = report;
  const beside = bots.length === 0 ? '' : ` with ${bots.join(', ')}`;
  const looked = until === undefined ? '' : '; the profit’s hold at every look, the others at the last one';
  if (room !== undefined) console.log(`Room ${room.name}: ${room.about}`);
  console.log(
    `${runs[0]?.length ?? 0} seeds × ${minutes} minutes beside a crowd of ${crowd}${beside}; 95 % intervals${looked}\n`,
  );
  for (const sentence of sentences) console.log(`${sentence}\n`);
  for (const { letter, label } of variants) console.log(`${letter}: ${label}`);
  console.log(`\n${tableOf(variants, rows).join('\n')}`);
  const thrown = runs.flat().flatMap(({ seed, errors }) => errors.map((error) => `seed ${seed}: ${error}`));
  for (const line of thrown.slice(0, FAILURES_SHOWN_MAX)) console.log(`\nThe strategy failed: ${line}`);
  for (const { request, reason } of failures.slice(0, FAILURES_SHOWN_MAX))
    console.log(`\nSeed ${request.seed} of ${request.path} ended: ${reason}`);
}

/** Of each variant that the report shows. */
async function saveSessions(plan: Plan, pool: LabPool, runs: RoomRuns, report: Report) {
  const folder = folderOf(plan, runs);
  await mkdir(folder, { recursive: true });
  const wanted = report.variants.flatMap((variant, index) => {
    const results = report.runs[index] ?? [];
    return extremes(variant.letter, results).map((extreme) => ({ variant, results, extreme }));
  });
  const saved = wanted.map(async ({ variant, results, extreme }): Promise<readonly SavedRun[]> => {
    const expected = results.find(({ seed }) => seed === extreme.seed);
    if (expected === undefined || pool.isClosed) return [];
    const request = requestOf(plan, plan.variants.indexOf(variant), extreme.seed, runs.room);
    await saveRun(pool, request, expected, join(folder, `${extreme.name}.botpit`));
    return [extreme];
  });
  return (await Promise.all(saved)).flat();
}

function folderOf({ folder }: Plan, { room }: RoomRuns): string {
  return join(folder, room?.name ?? '');
}

async function save(plan: Plan, runs: RoomRuns, report: Report, saved: readonly SavedRun[]): Promise<void> {
  const { room, results } = runs;
  const folder = folderOf(plan, runs);
  const where = room === undefined ? '' : ` in ${room.name}`;
  const finished = plan.variants.flatMap((variant, index) =>
    (results[index] ?? []).flatMap((result) => (result === undefined ? [] : [{ variant, result }])),
  );
  const command = `npm run lab -- ${process.argv.slice(2).map(quoted).join(' ')}`;
  const title = `Lab: ${report.variants.map(({ label }) => label).join(' against ')}${where}`;
  await writeFiles({ folder, title, command, report, saved, runs: finished });
  logToStderr(`The report is ${join(folder, 'report.html')}.`);
}

function check({ assertions }: Plan, rows: readonly Row[]): void {
  for (const { check: failureOf } of assertions) {
    const failure = failureOf(rows);
    if (failure === null) continue;
    logToStderr(failure);
    process.exitCode = EXIT_ASSERTION;
  }
}

function quoted(word: string): string {
  return /^[\w@%+=:,./±-]+$/.test(word) ? word : `'${word}'`;
}
