/** Checks an outcome that another machine has computed. */
import { z } from 'zod';
import { REJECT_CODES } from '../../contract/codes.ts';
import { MARKOUT_SECONDS } from '../../contract/markouts.ts';
import { describeIssue, excerpt } from '../../runtime/describe-issue.ts';
import { FILL_COLUMNS, type RunResult } from '../measure.ts';
import { ERROR_LENGTH_MAX, ERRORS_KEPT_MAX, printable, printableLines } from '../printable.ts';
import type { RunOutcome } from './messages.ts';

const WORD_LENGTH_MAX = 64;

const number = z.number();
const perhaps = z.number().nullable();
const count = z.int().min(0);
const share = z.number().min(0).max(1);
const word = z
  .string()
  .max(WORD_LENGTH_MAX)
  .refine((text) => text === printable(text), 'must be a text without control characters');
const error = z
  .string()
  .max(ERROR_LENGTH_MAX)
  .refine((text) => text === printableLines(text), 'must be a text without control characters');

const resultSchema = z.strictObject({
  seed: z.int().min(1),
  minutes: z.number().positive(),
  pnl: number,
  spreadEarned: number,
  spreadPaid: number,
  inventory: number,
  fees: number,
  funding: number,
  liquidation: number,
  orders: count,
  fills: count,
  makerFills: count,
  volume: z.number().min(0),
  fillRatio: perhaps,
  queuePlaced: perhaps,
  queueFilled: perhaps,
  liquidations: count,
  rejections: z.partialRecord(z.enum(REJECT_CODES), count),
  unsent: count,
  unsentReasons: z.array(error).max(ERRORS_KEPT_MAX),
  maxDrawdown: z.number().min(0),
  sharpePerMinute: perhaps,
  meanAbsolutePosition: z.number().min(0),
  maxAbsolutePosition: z.number().min(0),
  meanExposure: z.number().min(0),
  atLargestPosition: share,
  atPriceLimit: share,
  markouts: z.array(perhaps).length(MARKOUT_SECONDS.length),
  path: z.array(number).min(1),
  positions: z.array(number),
  fillRows: z.array(z.array(z.union([word, perhaps])).length(FILL_COLUMNS.length)),
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256'),
  errors: z.array(error).max(ERRORS_KEPT_MAX, `must have at most ${ERRORS_KEPT_MAX} items`),
} satisfies Record<keyof RunResult, z.ZodType>);

const outcomeSchema = z.union([
  z.strictObject({
    reason: z.string().max(ERROR_LENGTH_MAX),
    isSetup: z.literal(true).optional(),
    isHung: z.literal(true).optional(),
  }),
  z.strictObject({ result: z.unknown() }),
]);

/** @returns the outcome, or a text about the mistake in it */
export function readOutcome(outcome: unknown): RunOutcome | string {
  const { data } = outcomeSchema.safeParse(outcome);
  if (data === undefined) return `its outcome is neither a result nor a reason; got ${excerpt(outcome)}`;
  if ('reason' in data) return data;
  return resultProblem(data.result) ?? { result: data.result as RunResult };
}

/** Text about the mistake in a result. Null: the result is valid. */
function resultProblem(result: unknown): string | null {
  const [issue] = resultSchema.safeParse(result).error?.issues ?? [];
  if (issue === undefined) return null;
  return `its result is invalid: ${['result', ...issue.path].join('.')} ${describeIssue(issue, result)}`;
}
