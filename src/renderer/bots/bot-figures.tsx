/** A bot's figures, aligned from card to card. */
import type { BotStats } from '../../contract/pit-state.ts';
import { formatCount, formatFixed, NONE } from '../format/numbers.ts';

interface BotFiguresProps {
  readonly stats: BotStats;
  readonly isRunning: boolean;
}

/** A process that has ended has no rate; its totals stay. */
export function BotFigures({ stats, isRunning }: BotFiguresProps) {
  const { ordersPerSecond, orders, fills, rejects } = stats;
  return (
    <dl className="figures" data-testid="bot-figures">
      <Figure
        label="orders/s"
        name="orders-per-second"
        title={`Orders per second; ${formatCount(orders)} orders in all`}
      >
        {isRunning ? formatFixed(ordersPerSecond, 1) : NONE}
      </Figure>
      <Figure label="fills" name="fills" title="Fills of its orders">
        {formatCount(fills)}
      </Figure>
      <Figure label="rejects" name="rejects" title={rejectsText(stats) || 'No rejected orders'}>
        {formatCount(rejects)}
      </Figure>
      <Figure
        label="ack ms"
        name="ack"
        title="Milliseconds from a request to its acknowledgement, over the last 1,000 requests: the median / the 99th percentile"
      >
        {latencyText(stats)}
      </Figure>
    </dl>
  );
}

interface FigureProps {
  readonly label: string;
  readonly name: string;
  readonly title: string;
  readonly children: string;
}

function Figure({ label, name, title, children }: FigureProps) {
  return (
    <div title={title}>
      <dt>{label}</dt>
      <dd data-figure={name}>{children}</dd>
    </div>
  );
}

/** Rejects by code, most frequent first. */
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

/** `0.8 / 12`. */
function latencyText({ ackP50Ms, ackP99Ms }: BotStats): string {
  if (ackP50Ms === undefined || ackP99Ms === undefined) return NONE;
  return `${milliseconds(ackP50Ms)} / ${milliseconds(ackP99Ms)}`;
}

function milliseconds(ms: number): string {
  return formatFixed(ms, ms < 9.95 ? 1 : 0);
}
