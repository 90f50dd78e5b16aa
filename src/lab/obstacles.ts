/** What kept a strategy from trading: its exceptions, or orders that never reached the exchange. */
import { parseLogLine } from '../contract/log-line.ts';
import { sum } from '../contract/sample.ts';
import type { Report, Variant } from './comparison.ts';
import type { RunResult } from './measure.ts';
import { numberText } from './number-text.ts';

type Named = Pick<Variant, 'letter' | 'label'>;

export interface Obstacle {
  readonly sentence: string;
  /** `failed`: in every run, so that the figures say nothing about the strategy. `idle`: it placed no order. */
  readonly kind: 'failed' | 'failed sometimes' | 'idle';
}

/** @returns undefined for a strategy that placed orders and did not fail */
export function obstacleOf({ letter, label }: Named, runs: readonly RunResult[]): Obstacle | undefined {
  const name = `${letter} (${label})`;
  const failed = runs.filter(({ errors }) => errors.length > 0);
  const [error = ''] = failed[0]?.errors ?? [];
  const [line = ''] = textOf(error).split('\n');
  if (failed.length > 0)
    return {
      sentence: `${name} ${failedIn(failed, runs)}: ${line}`,
      kind: failed.length === runs.length ? 'failed' : 'failed sometimes',
    };
  if (runs.some(({ orders }) => orders > 0)) return undefined;
  return { sentence: `${name} placed no order. ${reasonOf(runs)}`, kind: 'idle' };
}

/** A sentence for each strategy of a report that failed in every seed, so that its figures say nothing about it. */
export function failuresOf({ variants, runs }: Pick<Report, 'variants' | 'runs'>): readonly string[] {
  const obstacles = variants.map((variant, index) => obstacleOf(variant, runs[index] ?? []));
  return obstacles.flatMap((obstacle) => (obstacle?.kind === 'failed' ? obstacle.sentence : []));
}

/** The first exception of a strategy with its line, and the first intent that the bot did not send. */
export function obstacleDetails({ letter, label }: Named, runs: readonly RunResult[]): readonly string[] {
  const name = `${letter} (${label})`;
  const failed = runs.filter(({ errors }) => errors.length > 0);
  const [first] = failed;
  const failure =
    first === undefined
      ? []
      : [`${name} ${failedIn(failed, runs)}, first in seed ${first.seed}: ${textOf(first.errors[0] ?? '')}`];
  return runs.some(({ unsent }) => unsent > 0) ? [...failure, `${name}: ${unsentText(runs)}`] : failure;
}

function failedIn(failed: readonly RunResult[], runs: readonly RunResult[]): string {
  return `failed in ${failed.length} of ${runs.length} seeds`;
}

function reasonOf(runs: readonly RunResult[]): string {
  if (runs.some(({ unsent }) => unsent > 0)) return sentence(unsentText(runs));
  const codes = [...new Set(runs.flatMap(({ rejections }) => Object.keys(rejections)))];
  return codes.length > 0
    ? `The exchange rejected them: ${codes.join(', ')}.`
    : 'It returned none; what an async callback returns is not sent.';
}

function unsentText(runs: readonly RunResult[]): string {
  const count = sum(runs.map(({ unsent }) => unsent));
  const [reason = ''] = runs.flatMap(({ unsentReasons }) => unsentReasons);
  const intents =
    count === 1 ? 'an invalid intent' : `${numberText(count, 0)} invalid intents, the first one`;
  return `the bot did not send ${intents}: ${reason}`;
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** A logged error without its time. */
function textOf(error: string): string {
  const [first = '', ...others] = error.trimEnd().split('\n');
  return [parseLogLine(first)?.text ?? first, ...others].join('\n');
}
