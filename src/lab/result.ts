/** The lab's result, in the form that the window shows. */
import type { LabFigure, LabReport, LabResult, LabRoom, LabSavedRun } from '../contract/lab.ts';
import type { Report } from './comparison.ts';
import type { RoomAnswer } from './lab.ts';
import { pnlAnHour } from './metrics.ts';
import { obstacleDetails } from './obstacles.ts';
import type { RoomRuns } from './room-runs.ts';
import { roomSentences, type RoomReport } from './rooms.ts';
import type { SavedRun } from './sessions.ts';

const PROBLEMS_MAX = 3;

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

function roomOf({ runs, outcome, saved, problems }: RoomAnswer): LabRoom {
  const name = runs.room?.name ?? '';
  if ('reason' in outcome) return { name, report: null, reason: outcome.reason };
  return { name, report: reportOf(runs, outcome.report, { saved, problems }), reason: null };
}

function reportOf(
  roomRuns: RoomRuns,
  report: Report,
  { saved, problems }: Pick<RoomAnswer, 'saved' | 'problems'>,
): LabReport {
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
      pnl: runs.flatMap((all) => all.slice(place, place + 1).map(pnlAnHour)),
    })),
    saved: saved.map((run) => savedOf(run, report)),
    sweep: sweep.map(({ params, pnl }) => ({ params: params.join(' '), pnl })),
    problems: [...problemsOf(roomRuns, report), ...problems],
  };
}

function figureOf(figure: LabFigure | null): LabFigure | null {
  return figure === null ? null : { mean: figure.mean, low: figure.low, high: figure.high };
}

function savedOf({ name, letter, place, seed }: SavedRun, { variants }: Report): LabSavedRun {
  return { name, variant: variants.findIndex((each) => each.letter === letter), place, seed };
}

/** Exceptions of the strategies, invalid intents, and runs that ended early: the first of each kind. */
export function problemsOf({ failures }: RoomRuns, { variants, runs }: Report): readonly string[] {
  return [
    ...variants.flatMap((variant, index) => obstacleDetails(variant, runs[index] ?? [])),
    ...failures
      .slice(0, PROBLEMS_MAX)
      .map(({ request, reason }) => `Seed ${request.seed} of ${request.path} ended: ${reason}`),
  ];
}
