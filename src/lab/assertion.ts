/** `--assert 'b.pnl > a.pnl'`: a statement about means, for continuous integration and grading. */
import { withoutResidue } from '../contract/decimals.ts';
import type { Row, Variant } from './comparison.ts';
import { METRICS } from './metrics.ts';

const PATTERN = /^\s*(\S+)\s*(<=|>=|==|!=|<|>)\s*(\S+)\s*$/;

/** `a.pnl`, the figure of a variant. */
const TERM = /^([a-z])\.(\w+)$/;

type Operator = '<' | '<=' | '>' | '>=' | '==' | '!=';

interface Term {
  /** Name of the figure. Undefined: a number. */
  readonly figure?: string;
  readonly of: (rows: readonly Row[]) => number;
}

export interface Assertion {
  readonly text: string;
  readonly check: (rows: readonly Row[]) => Verdict;
}

export interface Verdict {
  readonly holds: boolean;
  /** One line with the figures. */
  readonly line: string;
}

/** @throws Error with one sentence */
export function parseAssertion(text: string, variants: readonly Variant[]): Assertion {
  const [, left, operator, right] = PATTERN.exec(text) ?? [];
  if (left === undefined || right === undefined)
    throw new Error(`--assert '${text}' must be such as 'b.pnl > a.pnl' or 'a.liquidations == 0'.`);
  const [one, other] = [term(left, text, variants), term(right, text, variants)];
  return {
    text,
    check: (rows) => {
      const isTrue = holds(one.of(rows), operator as Operator, other.of(rows));
      const figures = [one, other].flatMap(({ figure, of }) =>
        figure === undefined ? [] : [`${figure} is ${withoutResidue(of(rows))}`],
      );
      const reason = figures.length === 0 ? '' : `: ${figures.join(', ')}`;
      return {
        holds: isTrue,
        line: `The assertion '${text}' ${isTrue ? 'holds' : 'does not hold'}${reason}.`,
      };
    },
  };
}

function term(text: string, whole: string, variants: readonly Variant[]): Term {
  if (Number.isFinite(Number(text))) return { of: () => Number(text) };
  const [, letter, key = ''] = TERM.exec(text) ?? [];
  if (letter === undefined)
    throw new Error(`--assert '${whole}': '${text}' is neither a number nor a figure such as b.pnl.`);
  const index = variants.findIndex((variant) => variant.letter === letter);
  if (index === -1)
    throw new Error(
      `--assert '${whole}': there is no ${letter}; there is ${variants.map((each) => each.letter).join(', ')}.`,
    );
  if (!METRICS.some((metric) => metric.key === key))
    throw new Error(
      `--assert '${whole}': there is no figure '${key}'; there are ${METRICS.map((metric) => metric.key).join(', ')}.`,
    );
  return {
    figure: text,
    of: (rows) => rows.find(({ metric }) => metric.key === key)?.estimates[index]?.mean ?? Number.NaN,
  };
}

function holds(one: number, operator: Operator, other: number): boolean {
  switch (operator) {
    case '<':
      return one < other;
    case '<=':
      return one <= other;
    case '>':
      return one > other;
    case '>=':
      return one >= other;
    case '==':
      return one === other;
    case '!=':
      return one !== other;
  }
}
