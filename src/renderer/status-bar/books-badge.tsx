/** Result of rule A5, checked at each checkpoint from the relay's data. */
import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react';
import type { BooksVerdict, BooksView } from '../feed/books-balance.ts';
import { useFeed, useTopic } from '../feed/use-feed.ts';
import { formatCount, formatFixed } from '../format/numbers.ts';

/** Decimals of money, as many as the exchange keeps by default, so that a difference is shown to the last unit. */
const DECIMALS = 6;

interface BadgeText {
  readonly state: 'unknown' | 'balanced' | 'failed';
  readonly text: string;
  /** The calculation, line by line. */
  readonly about: string;
}

export function booksText({ verdict, checked, failed }: BooksView): BadgeText {
  if (verdict === undefined)
    return {
      state: 'unknown',
      text: 'books not checked yet',
      about: 'The check needs a checkpoint: the exchange publishes one every few seconds',
    };
  const about = `${sumOf(verdict)}\n${formatCount(checked)} checkpoints checked, ${formatCount(failed)} did not balance`;
  if (verdict.problem !== null)
    return { state: 'failed', text: failureOf(verdict), about: `${verdict.problem}\n${about}` };
  if (verdict.deposits === undefined) return { state: 'unknown', text: 'deposits unknown', about };
  return { state: 'balanced', text: failed === 0 ? 'the books balance' : 'the books balance again', about };
}

function failureOf({ difference, problem }: BooksVerdict): string {
  return difference === 0 ? `the books are wrong: ${problem}` : `the books are off by ${money(difference)}`;
}

function sumOf(verdict: BooksVerdict): string {
  const { balances, unrealizedPnl, insuranceFund, feesCollected, sum, deposits } = verdict;
  return [
    `balances ${money(balances)}`,
    `+ unrealized PnL ${money(unrealizedPnl)}`,
    `+ insurance fund ${money(insuranceFund)}`,
    `+ fees collected ${money(feesCollected)}`,
    `= ${money(sum)}`,
    `deposits ${money(deposits)}`,
  ].join('\n');
}

function money(amount: number | undefined): string {
  return formatFixed(amount, DECIMALS);
}

const ICONS = { unknown: CircleDashed, balanced: CircleCheck, failed: CircleAlert } as const;

export function BooksBadge() {
  useTopic('status');
  const { state, text, about } = booksText(useFeed().market.books);
  const Icon = ICONS[state];
  return (
    <span className="books-badge" data-testid="books-badge" data-state={state} title={about}>
      <Icon size={12} aria-hidden /> {text}
    </span>
  );
}
