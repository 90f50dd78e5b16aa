/** What a lab prints: its results on standard output, its progress on standard error. */
import type { Report } from '../../lab/comparison.ts';
import type { RoomRuns } from '../../lab/lab.ts';
import { marketText, type Plan } from '../../lab/plan.ts';
import { latencyText } from '../../lab/request.ts';
import { roomSentences, roomTable, type RoomReport } from '../../lab/rooms.ts';
import { aligned, tableOf } from '../../lab/table.ts';

const FAILURES_SHOWN_MAX = 3;

/** One line, written over and over; on a terminal only. */
export function showProgress(runsDone: number, runsTotal: number, secondsLeft: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r\x1b[K${runsDone} of ${runsTotal} runs, about ${secondsLeft} s left`);
}

export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}

export function printRooms(rooms: readonly RoomReport[]): void {
  if (rooms.length < 2) return;
  for (const sentence of roomSentences(rooms)) console.log(`${sentence}\n`);
  console.log(`${aligned(roomTable(rooms)).join('\n')}\n`);
}

export function printReport(plan: Plan, { room, failures }: RoomRuns, report: Report): void {
  const { sentences, variants, rows, runs } = report;
  const { minutes, until } = plan;
  const looked = until === undefined ? '' : '; the profit’s hold at every look, the others at the last one';
  if (room !== undefined) console.log(`Room ${room.name}: ${room.about}`);
  console.log(
    `${runs[0]?.length ?? 0} seeds × ${minutes} minutes ${marketText(plan)}; 95 % intervals${looked}`,
  );
  console.log(`Latency: ${latencyText(plan.latency)}\n`);
  for (const sentence of sentences) console.log(`${sentence}\n`);
  for (const { letter, label } of variants) console.log(`${letter}: ${label}`);
  console.log(`\n${tableOf(variants, rows).join('\n')}`);
  const thrown = runs.flat().flatMap(({ seed, errors }) => errors.map((error) => `seed ${seed}: ${error}`));
  for (const line of thrown.slice(0, FAILURES_SHOWN_MAX)) console.log(`\nThe strategy failed: ${line}`);
  for (const { request, reason } of failures.slice(0, FAILURES_SHOWN_MAX))
    console.log(`\nSeed ${request.seed} of ${request.path} ended: ${reason}`);
}
