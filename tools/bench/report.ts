/** Text of a result. */
import type { BenchResult } from './bench.ts';
import { nodejsOrderBook } from './nodejs-order-book.ts';
import type { Speed } from './speed.ts';
import { shares } from './stream.ts';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

export function report(result: BenchResult): string {
  return [
    `seed ${result.seed}, node ${process.version}, ${process.arch}`,
    section('Streams', streamRows(result)),
    section('Speed: median of the rounds, each engine checked every 10,000 operations', speedRows(result)),
    section(
      'W3: 1,000 accounts, leverage up to 50; nodejs-order-book has no accounts',
      liquidationRows(result),
    ),
    section('One operation, in ns, the clock included', latencyRows(result)),
    section('Memory of resting orders', memoryRows(result)),
    section('Prices a million ticks away; a book that drifts for a day', growthRows(result)),
  ].join('\n\n');
}

function section(title: string, rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] as readonly string[]).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] as string).length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] as number;
        return column < 2 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return [title, ...lines.map((line) => `  ${line}`)].join('\n');
}

function streamRows({ streams }: BenchResult): string[][] {
  const head = ['stream', 'add / cancel / market', 'operations', 'resting', 'levels', 'traded lots'];
  const rows = streams.map(({ stream, operations, tradedLots, facts }) => [
    stream,
    shares(facts)
      .map((share) => `${short.format(share * 100)} %`)
      .join(' / '),
    whole.format(operations),
    `${whole.format(facts.restingMin)} to ${whole.format(facts.restingMax)}`,
    `${whole.format(facts.levelsMin)} to ${whole.format(facts.levelsMax)}`,
    whole.format(tradedLots),
  ]);
  return [head, ...rows];
}

function speedRows({ speeds }: BenchResult): string[][] {
  const head = ['stream', 'engine', 'operations', 'per second', 'ratio', 'lowest', 'highest'];
  const rows = speeds.map((speed) => [
    speed.stream,
    speed.engine,
    whole.format(speed.operations),
    whole.format(speed.operationsPerSecond),
    `${short.format(ratioOf(speed, speeds))} x`,
    whole.format(Math.min(...speed.rounds)),
    whole.format(Math.max(...speed.rounds)),
  ]);
  return [head, ...rows];
}

/** Speed divided by that of the baseline on the same stream. */
function ratioOf(speed: Speed, speeds: readonly Speed[]): number {
  const baseline = speeds.find(
    ({ engine, stream }) => engine === nodejsOrderBook.name && stream === speed.stream,
  );
  return speed.operationsPerSecond / (baseline?.operationsPerSecond ?? NaN);
}

function liquidationRows({ liquidations }: BenchResult): string[][] {
  const { operations, operationsPerSecond, trades, liquidationTrades, refusals, marks } = liquidations;
  return [
    ['operations', 'mark price in ticks', 'per second', 'trades', 'of liquidations', 'refused for margin'],
    [
      whole.format(operations),
      `${whole.format(marks[0])} to ${whole.format(marks[1])}`,
      whole.format(operationsPerSecond),
      whole.format(trades),
      whole.format(liquidationTrades),
      whole.format(refusals),
    ],
  ];
}

function latencyRows({ latencies, clock }: BenchResult): string[][] {
  const head = ['stream', 'engine', 'operations', 'p50', 'p99', 'p99.9', 'longest'];
  const ofClock = ['', 'the clock alone', '', whole.format(clock.p50Ns), '', whole.format(clock.p999Ns), ''];
  const rows = latencies.map(({ stream, engine, operations, p50Ns, p99Ns, p999Ns, maxNs }) => [
    stream,
    engine,
    ...[operations, p50Ns, p99Ns, p999Ns, maxNs].map((figure) => whole.format(figure)),
  ]);
  return [head, ...rows, ofClock];
}

function memoryRows({ memories }: BenchResult): string[][] {
  const rows = memories.map(({ engine, orders, bytesPerOrder }) => [
    whole.format(orders),
    engine,
    whole.format(bytesPerOrder),
  ]);
  return [['orders', 'engine', 'bytes each'], ...rows];
}

function growthRows({ growths }: BenchResult): string[][] {
  const rows = growths.map(({ stream, engine, bytesBefore, bytesAfter }) => [
    stream,
    engine,
    `${whole.format(bytesBefore / 1024)} KiB`,
    `${whole.format(bytesAfter / 1024)} KiB`,
  ]);
  return [['stream', 'engine', 'at first', 'at the end'], ...rows];
}
