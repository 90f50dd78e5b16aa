/** A bot's figures, aligned from line to line. */
import type { BotStats } from '../../contract/pit-state.ts';
import { formatCompact, formatCount, formatFixed, NONE } from '../format/numbers.ts';

/** Smallest rate, and smallest number of fills, that is shortened: it has no room on a line. */
const COMPACT_RATE = 10_000;
const COMPACT_FILLS = 10_000_000;
/** The same beside their units, in the heading of a group. */
const COMPACT_SUM_RATE = 1_000;
const COMPACT_SUM = 10_000;

interface LineFiguresProps {
  readonly stats: BotStats;
  readonly isRunning: boolean;
}

/** Figures of a bot. A process that has ended has no rate, but its totals stay. */
export function LineFigures({ stats, isRunning }: LineFiguresProps) {
  const { ordersPerSecond, orders, fills, rejects } = stats;
  return (
    <span className="line-figures" data-testid="bot-figures">
      <span data-figure="orders-per-second" title={`Orders per second; ${formatCount(orders)} orders in all`}>
        {isRunning ? rateText(ordersPerSecond, COMPACT_RATE) : NONE}
      </span>
      <span data-figure="fills" title="Fills of its orders">
        {countText(fills, COMPACT_FILLS)}
      </span>
      <span data-figure="rejects" className="rejects" title={rejectsText(stats) || 'No rejected orders'}>
        {formatCount(rejects)}
      </span>
    </span>
  );
}

interface Sums {
  readonly rate: number;
  readonly fills: number;
  readonly rejects: number;
}

export function SumFigures({ rate, fills, rejects }: Sums) {
  return (
    <span className="line-figures" data-testid="group-figures">
      <span title="Orders per second of the group">{rateText(rate, COMPACT_SUM_RATE)}/s</span>
      <span title={`${formatCount(fills)} fills of the group`}>{countText(fills, COMPACT_SUM)} fills</span>
      <span className="rejects" title={`${formatCount(rejects)} rejected orders of the group`}>
        {countText(rejects, COMPACT_SUM)} rej.
      </span>
    </span>
  );
}

function rateText(rate: number, compactFrom: number): string {
  return rate < compactFrom ? formatFixed(rate, 1) : formatCompact(rate);
}

function countText(count: number, compactFrom: number): string {
  return count < compactFrom ? formatCount(count) : formatCompact(count);
}

export function AckFigure({ stats }: { readonly stats: BotStats }) {
  return (
    <p
      className="ack"
      title="Milliseconds from a request to its acknowledgement, over the last 1,000 requests: the median / the 99th percentile"
    >
      Acknowledged after <span data-figure="ack">{latencyText(stats)}</span> ms (median / 99th percentile)
    </p>
  );
}

/** Rejections by code, the most frequent first. */
export function RejectList({ stats }: { readonly stats: BotStats }) {
  const codes = byFrequency(stats);
  if (codes.length === 0) return null;
  return (
    <dl className="reject-list" data-testid="reject-list" aria-label="Rejects by code">
      {codes.map(([code, count]) => (
        <div key={code}>
          <dt>{code}</dt>
          <dd>{formatCount(count)}</dd>
        </div>
      ))}
    </dl>
  );
}

function rejectsText(stats: BotStats): string {
  return byFrequency(stats)
    .map(([code, count]) => `${formatCount(count)} ${code}`)
    .join('\n');
}

function byFrequency({ rejectsByCode }: BotStats): readonly (readonly [code: string, count: number])[] {
  return Object.entries(rejectsByCode).toSorted(([, one], [, other]) => other - one);
}

/** Text of the median and the 99th percentile, for example `0.8 / 12`. */
function latencyText({ ackP50Ms, ackP99Ms }: BotStats): string {
  if (ackP50Ms === undefined || ackP99Ms === undefined) return NONE;
  return `${milliseconds(ackP50Ms)} / ${milliseconds(ackP99Ms)}`;
}

function milliseconds(ms: number): string {
  return formatFixed(ms, ms < 9.95 ? 1 : 0);
}
