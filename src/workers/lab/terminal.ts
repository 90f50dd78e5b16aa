/** A lab at a terminal: results on standard output, progress and log on standard error. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../lab/comparison.ts';
import { settingText, type Plan } from '../../lab/plan.ts';
import { problemsOf } from '../../lab/result.ts';
import { countRuns, type RoomRuns } from '../../lab/room-runs.ts';
import { roomSentences, roomTable, type RoomReport } from '../../lab/rooms.ts';
import { aligned, sweepTable, tableOf } from '../../lab/table.ts';
import type { Logger } from '../../runtime/log.ts';
import { stopwatch, type Voice } from './voice.ts';

/** Path of the start script, relative to the built worker in a checkout. */
const START_SCRIPT = fileURLToPath(new URL('../../scripts/run.mjs', import.meta.url));

export function printsOnTerminal(log: Logger): Voice {
  const secondsLeft = stopwatch(() => performance.now());
  return {
    begins: (plan, { capacity }) => {
      const most = plan.until === undefined ? '' : 'at most ';
      log.info(
        `${most}${countRuns(plan)} runs of ${plan.minutes} min, ${capacity}; Ctrl+C reports what there is.`,
      );
    },
    progress: (done, total) => {
      if (done > 0) writeProgress(`${done} of ${total} runs, about ${secondsLeft(done, total)} s left`);
    },
    rooms: (reports) => {
      writeProgress('');
      printRooms(reports);
    },
    room: printReport,
    problem: (line) => log.error(line),
    holds: (line) => log.info(line),
    kept: (page) => log.info(`The report is ${page}.`),
    repeats: (second, seconds) => writeProgress(`the run runs again: ${second} of ${seconds} s`),
    opens: (file) => {
      writeProgress('');
      return openApp(file);
    },
    ends: () => {},
  };
}

/** @returns its exit code */
function openApp(file: string): Promise<number> {
  const app = spawn(process.execPath, [START_SCRIPT, 'start/start', file], { stdio: 'inherit' });
  return new Promise((resolve) => app.once('close', (code) => resolve(code ?? 1)));
}

/** Writes one line over and over, only at a terminal. */
function writeProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

function printRooms(rooms: readonly RoomReport[]): void {
  if (rooms.length < 2) return;
  for (const sentence of roomSentences(rooms)) console.log(`${sentence}\n`);
  console.log(`${aligned(roomTable(rooms)).join('\n')}\n`);
}

function printReport(plan: Plan, roomRuns: RoomRuns, report: Report): void {
  const { room } = roomRuns;
  const { sentences, variants, rows, runs, sweep } = report;
  if (room !== undefined) console.log(`Room ${room.name}: ${room.about}`);
  console.log(`${settingText(plan, runs[0]?.length ?? 0).join('\n')}\n`);
  for (const sentence of sentences) console.log(`${sentence}\n`);
  for (const { letter, label } of variants) console.log(`${letter}: ${label}`);
  console.log(`\n${tableOf(variants, rows).join('\n')}`);
  if (sweep !== undefined) console.log(`\n${aligned(sweepTable(sweep)).join('\n')}`);
  for (const line of problemsOf(roomRuns, report)) console.log(`\n${line}`);
}
