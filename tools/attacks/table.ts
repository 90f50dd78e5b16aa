/** The verdict on each attack, and the table as text. */
import type { Findings } from './watch.ts';

export interface Played {
  readonly attack: string;
  readonly rules: string;
  /** True when the attack is known to succeed here. */
  readonly isKnown: boolean;
  readonly findings: Findings;
}

export const MARK_OFF_MAX = 0.02;
/** Tolerance for money, in currency: a thousandth of a deposit. */
export const MONEY_MAX = 100;
export const ONE_SIDED_SECONDS_MAX = 60;
export const REFUSALS_PER_SECOND_MAX = 50;

/** @returns what the attack achieved; empty: the rules held */
export function successes(found: Findings): readonly string[] {
  const checks: readonly (readonly [isBroken: boolean, text: string])[] = [
    [found.markOff > MARK_OFF_MAX && !found.isLimited, `the mark was ${percent(found.markOff)} off`],
    [found.outsideLimits > 0, 'the mark left the price limits'],
    [found.liquidated > 0, `${found.liquidated} liquidated by tiny prints`],
    [found.unearned > MONEY_MAX, `${money(found.unearned)} on the leaderboard that nobody earned`],
    [found.passedOn > MONEY_MAX, `${money(found.passedOn)} for the account whose accomplices traded`],
    [found.fromLiquidations > MONEY_MAX, `${money(found.fromLiquidations)} out of liquidations`],
    [found.fundLoss > MONEY_MAX, `${money(found.fundLoss)} from the insurance fund`],
    [found.debts > MONEY_MAX, `debts of ${money(found.debts)}`],
    [found.oneSidedSeconds > ONE_SIDED_SECONDS_MAX, `one-sided for ${found.oneSidedSeconds.toFixed(0)} s`],
    [
      found.refusalsPerSecond > REFUSALS_PER_SECOND_MAX,
      `${found.refusalsPerSecond} refusals in a second for one bot`,
    ],
  ];
  return checks.flatMap(([isBroken, text]) => (isBroken ? [text] : []));
}

const VERDICT_WIDTH = 7;
const HEAD = [
  'attack',
  'rules',
  'mark off',
  'unearned',
  'best gain',
  'fund loss',
  'one-sided',
  'refused/s',
  'verdict',
];

/** @returns a table in Markdown, which is also readable as plain text */
export function tableOf(played: readonly Played[]): readonly string[] {
  const rows = played.map(({ attack, rules, isKnown, findings }) => {
    const reached = successes(findings);
    const verdict = isKnown ? 'KNOWN TO SUCCEED' : 'SUCCEEDS';
    return [
      attack,
      rules,
      percent(findings.markOff),
      money(findings.unearned + findings.fromLiquidations),
      money(findings.bestGain),
      money(findings.fundLoss + findings.debts),
      `${findings.oneSidedSeconds.toFixed(1)} s`,
      String(findings.refusalsPerSecond),
      reached.length === 0 ? 'held' : `${verdict}: ${reached.join('; ')}`,
    ];
  });
  const widths = HEAD.map((head, column) =>
    column === HEAD.length - 1 ? 0 : Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width === 0 ? VERDICT_WIDTH : width)).join(' | ')} |`;
  return [line(HEAD), rule, ...rows.map(line)];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function money(amount: number): string {
  return Math.round(amount).toLocaleString('en');
}
