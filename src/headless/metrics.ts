/**
 * The pit's metrics for Prometheus. The processes report theirs once a second. A new metric of theirs, such as the lag
 * of the journal, appears here under its own name without a change of this file.
 */
import { AggregatorRegistry, collectDefaultMetrics, Registry } from 'prom-client';
import { z } from 'zod';
import type { PitState } from '../contract/pit-state.ts';
import { LATENCY_SECONDS } from '../runtime/metrics.ts';
import type { Announcement } from '../pit/announcement.ts';

const figures = z.record(z.string().regex(/^[a-z0-9_]{1,60}$/), z.number());
const metricsSchema = z.object({
  counters: figures,
  gauges: figures,
  latency: z
    .object({ counts: z.array(z.number()).length(LATENCY_SECONDS.length + 1), sumSeconds: z.number() })
    .optional(),
});
type Metrics = z.output<typeof metricsSchema>;

interface Value {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly metricName?: string;
}

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly aggregator: 'sum';
  readonly values: readonly Value[];
}

const LATENCY = 'botpit_exchange_request_seconds';
const LATENCY_HELP = 'Time from reading a request to writing its reply';

export class PitMetrics {
  readonly #newest = new Map<string, Metrics>();
  readonly #own = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.#own, prefix: 'botpit_host_' });
  }

  get contentType(): string {
    return this.#own.contentType;
  }

  /** The newest counts of a process; undefined before its first report. */
  of(process: 'exchange' | 'relay' | 'watch' | 'history'): Metrics | undefined {
    return this.#newest.get(process);
  }

  record(process: string, announcement: Announcement): void {
    const metrics = metricsSchema.safeParse(announcement);
    if (metrics.success) this.#newest.set(process, metrics.data);
  }

  /** The metrics in Prometheus' text format. */
  async text({ phase, processes }: PitState): Promise<string> {
    const metrics: Metric[] = [
      single('gauge', 'botpit_up', 'Whether the pit is open', phase === 'running' ? 1 : 0),
    ];
    for (const [process, reported] of this.#newest) metrics.push(...metricsOf(process, reported));
    metrics.push(
      gaugeOf(
        'botpit_process_restarts',
        'Restarts since the last manual start',
        processes,
        (its) => its.restarts,
      ),
    );
    metrics.push(
      gaugeOf(
        'botpit_bot_orders',
        'Orders since the process of the bot started',
        processes,
        (its) => its.stats?.orders,
      ),
    );
    metrics.push(
      gaugeOf(
        'botpit_bot_answer_p99_seconds',
        'Time from request to reply, as the bot measures it',
        processes,
        ({ stats }) => (stats?.ackP99Ms === undefined ? undefined : stats.ackP99Ms / 1_000),
      ),
    );
    const own = await this.#own.metrics();
    return `${await AggregatorRegistry.aggregate([metrics]).metrics()}\n${own}`;
  }
}

function metricsOf(process: string, { counters, gauges, latency }: Metrics): readonly Metric[] {
  return [
    ...Object.entries(counters).map(([name, value]) =>
      single('counter', `botpit_${process}_${name}_total`, `${name} since the ${process} started`, value),
    ),
    ...Object.entries(gauges).map(([name, value]) =>
      single('gauge', `botpit_${process}_${name}`, `${name} of the ${process} now`, value),
    ),
    ...(latency === undefined ? [] : [histogram(latency)]),
  ];
}

function single(type: 'counter' | 'gauge', name: string, help: string, value: number): Metric {
  return { name, help, type, aggregator: 'sum', values: [{ value, labels: {} }] };
}

function histogram({ counts, sumSeconds }: NonNullable<Metrics['latency']>): Metric {
  let count = 0;
  const buckets = counts.map((inBucket, index): Value => {
    count += inBucket;
    return {
      value: count,
      labels: { le: LATENCY_SECONDS[index] ?? '+Inf' },
      metricName: `${LATENCY}_bucket`,
    };
  });
  const values: readonly Value[] = [
    ...buckets,
    { value: sumSeconds, labels: {}, metricName: `${LATENCY}_sum` },
    { value: count, labels: {}, metricName: `${LATENCY}_count` },
  ];
  return { name: LATENCY, help: LATENCY_HELP, type: 'histogram', aggregator: 'sum', values };
}

function gaugeOf(
  name: string,
  help: string,
  processes: PitState['processes'],
  valueOf: (process: PitState['processes'][number]) => number | undefined,
): Metric {
  const values = processes.flatMap((process) => {
    const value = valueOf(process);
    return value === undefined ? [] : [{ value, labels: { name: process.name } }];
  });
  return { name, help, type: 'gauge', aggregator: 'sum', values };
}
