/** A bot's figures, aligned from line to line. */
import type { BotStats } from '../../contract/pit-state.ts';
import { formatCount, formatFixed, NONE } from '../format/numbers.ts';

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
        {isRunning ? formatFixed(ordersPerSecond, 1) : NONE}
      </span>
      <span data-figure="fills" title="Fills of its orders">
        {formatCount(fills)}
      </span>
      <span data-figure="rejects" className="rejects" title={rejectsText(stats) || 'No rejected orders'}>
        {formatCount(rejects)}
      </span>
    </span>
  );
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
