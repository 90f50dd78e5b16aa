/** The lab's answer as the window shows it. */
import type { LabFigure, LabReport, LabResult, LabRoom, LabSavedRun } from '../contract/lab.ts';
import type { Report } from './comparison.ts';
import type { RoomOutcome, RoomRuns } from './lab.ts';
import { roomSentences, type RoomReport } from './rooms.ts';
import type { SavedRun } from './sessions.ts';

const MINUTES_PER_HOUR = 60;
const PROBLEMS_MAX = 3;

export interface RoomAnswer {
  readonly runs: RoomRuns;
  readonly outcome: RoomOutcome;
  readonly saved: readonly SavedRun[];
}

export function resultOf(
  answers: readonly RoomAnswer[],
  reports: readonly RoomReport[],
  { command, isCut }: Pick<LabResult, 'command' | 'isCut'>,
): LabResult {
  return {
    sentences: reports.length < 2 ? [] : roomSentences(reports),
    rooms: answers.map(roomOf),
    command,
    isCut,
  };
}

function roomOf({ runs, outcome, saved }: RoomAnswer): LabRoom {
  const name = runs.room?.name ?? '';
  if ('reason' in outcome) return { name, report: null, reason: outcome.reason };
  return { name, report: reportOf(runs, outcome.report, saved), reason: null };
}

function reportOf(roomRuns: RoomRuns, report: Report, saved: readonly SavedRun[]): LabReport {
  const { sentences, variants, rows, runs, sweep = [] } = report;
  return {
    sentences,
    variants: variants.map(({ letter, label }) => ({ letter, label })),
    rows: rows.map(({ metric, estimates, differences }) => ({
      key: metric.key,
      label: metric.label,
      digits: metric.digits,
      estimates: estimates.map(figureOf),
      differences: differences.map(figureOf),
    })),
    seeds: (runs[0] ?? []).map(({ seed }, place) => ({
      seed,
      pnl: runs.map((all) => {
        const { pnl = 0, minutes = MINUTES_PER_HOUR } = all[place] ?? {};
        return (pnl * MINUTES_PER_HOUR) / minutes;
      }),
    })),
    saved: saved.flatMap((run) => savedOf(run, report)),
    sweep: sweep.map(({ params, pnl }) => ({ params: params.join(' '), pnl })),
    problems: problemsOf(roomRuns, report),
  };
}

function figureOf(figure: LabFigure | null): LabFigure | null {
  return figure === null ? null : { mean: figure.mean, low: figure.low, high: figure.high };
}

function savedOf({ name, seed }: SavedRun, { variants }: Report): readonly LabSavedRun[] {
  const [letter, place] = name.split('-');
  const variant = variants.findIndex((each) => each.letter === letter);
  return [{ name, seed, variant, place: place as LabSavedRun['place'] }];
}

/** Exceptions of the strategies, and runs that ended early: the first of each. */
export function problemsOf({ failures }: RoomRuns, { runs }: Report): readonly string[] {
  const thrown = runs.flat().flatMap(({ seed, errors }) => errors.map((error) => `seed ${seed}: ${error}`));
  return [
    ...thrown.slice(0, PROBLEMS_MAX).map((line) => `The strategy failed: ${line}`),
    ...failures
      .slice(0, PROBLEMS_MAX)
      .map(({ request, reason }) => `Seed ${request.seed} of ${request.path} ended: ${reason}`),
  ];
}
