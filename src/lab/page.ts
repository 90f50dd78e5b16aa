/** The report as one page. It has no scripts and loads nothing. */
import { differenceText, estimateText, sweepTable } from './table.ts';
import { LAB_INTERVALS_NOTE, LAB_PROFIT } from '../contract/lab.ts';
import { MARKOUT_SECONDS } from '../contract/markouts.ts';
import type { Report, Row, SweepPoint, Variant } from './comparison.ts';
import { escaped } from '../runtime/html-text.ts';
import { mean } from '../contract/sample.ts';
import { heatmap } from './heatmap.ts';
import { pnlAnHour } from './metrics.ts';
import { numberText } from './number-text.ts';
import type { SavedRun } from './sessions.ts';
import { rangeOf } from './statistics.ts';
import type { RunResult } from './measure.ts';

const WIDTH = 560;
const HEIGHT = 260;
const MARGIN = 56;
const COLOURS = ['#0b7fd4', '#d9822b', '#2a9d62', '#8e44ad', '#c0392b', '#7f8c8d'];
/** Number of bins of the histogram of positions. */
const BINS = 21;
const FAN = { low: 0.1, high: 0.9 };

export interface Page extends Report {
  readonly title: string;
  /** Seeds, minutes, market and latency, one sentence each. */
  readonly setting: readonly string[];
  /** Command line that reproduces these figures. */
  readonly command: string;
  /** Command line that opens a run, except for the run's name. */
  readonly open: string;
  /** Runs in the folder of the page that the app can open. */
  readonly saved: readonly SavedRun[];
}

type Point = readonly [x: number, y: number];

export function pageOf(page: Page): string {
  const { title, setting, command, open, sentences, variants, rows, runs, sweep, saved } = page;
  return `${headOf(title)}
<h1>${escaped(title)}</h1>
${sentences.map((sentence) => `<p>${escaped(sentence)}</p>`).join('\n')}
<p class="setting">${escaped(setting.map((sentence) => `${sentence}.`).join(' '))}</p>
<p>${variants.map((variant, index) => `<span style="color:${colour(index)}">■</span> ${variant.letter}: ${escaped(variant.label)}`).join(' · ')}</p>
<div class="wide">${table(variants, rows)}</div>
${variants.length > 1 ? `<p class="setting">${LAB_INTERVALS_NOTE}</p>` : ''}
${fan('Profit', 'quote currency, by minute', runs, ({ path }) => path)}
${fan('Drawdown', 'quote currency below the highest profit so far, by minute', runs, drawdowns)}
${dots(variants, runs)}
${markouts(runs)}
${inventory(runs)}
${sweep === undefined ? '' : `${heatmap(sweep)}${sweepList(sweep)}`}
${savedRuns(saved, open)}
${seeds(page)}
<h2>The command that prints these figures</h2><p><code>${escaped(command)}</code></p>
</html>
`;
}

/** The beginning of a page, up to its heading. */
export function headOf(title: string): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>
:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;max-width:76rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
td,th{padding:.2rem .9rem;text-align:right;white-space:nowrap;border-bottom:1px solid #8883}
td:first-child,th:first-child{text-align:left}td.part{padding-left:1.8rem}
figure{display:inline-block;vertical-align:top;margin:1.5rem 1.5rem 0 0;max-width:min(100%,${WIDTH}px)}figcaption{font-weight:600}
small{font-weight:400;opacity:.7}.wide{overflow-x:auto}code{background:#8882;padding:.1rem .3rem;overflow-wrap:anywhere}
svg{overflow:visible}svg text{fill:currentColor;font-size:12px}p.setting{opacity:.7}details{margin:1rem 0}
@media(max-width:40rem){
body{margin:1rem auto}td,th{padding:.2rem .35rem;font-size:.8rem}
td:first-child,th:first-child{white-space:normal;overflow-wrap:anywhere;min-width:7rem;position:sticky;left:0;background:Canvas}td.part{padding-left:1rem}
figure{margin-right:0}svg text{font-size:17px}
}
</style>`;
}

function table(variants: readonly Variant[], rows: readonly Row[]): string {
  const head = [
    ...variants.map(({ letter }) => letter),
    ...variants.slice(1).map(({ letter }) => `${letter} − a`),
  ];
  const body = rows.map(({ metric, estimates, differences }) => {
    const cells = [
      ...estimates.map((estimate) => estimateText(estimate, metric.digits)),
      ...differences.map((difference) => differenceText(difference, metric.digits)),
    ];
    const part = metric.label.startsWith(' ') ? ' class="part"' : '';
    return `<tr><td${part}>${escaped(metric.label.trim())}</td>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`;
  });
  return `<table><tr><th></th>${head.map((cell) => `<th>${cell}</th>`).join('')}</tr>${body.join('')}</table>`;
}

function sweepList(sweep: readonly SweepPoint[]): string {
  const rows = sweepTable(sweep).map((cells, index) => {
    const tag = index === 0 ? 'th' : 'td';
    return `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  });
  return `<details><summary>All ${sweep.length} variants</summary><div class="wide"><table>${rows.join('')}</table></div></details>`;
}

/** Chart of the median over the minutes, with the band that contains four of five seeds. */
function fan(
  name: string,
  what: string,
  runs: readonly (readonly RunResult[])[],
  pathOf: (run: RunResult) => readonly number[],
): string {
  const paths = runs.map((all) => all.map(pathOf));
  const shapes = paths.map((all) => {
    const at = (share: number): Point[] =>
      (all[0] ?? []).map((_, minute) => [
        minute,
        quantile(
          all.map((path) => path[minute] ?? 0),
          share,
        ),
      ]);
    return { low: at(FAN.low), middle: at(0.5), high: at(FAN.high) };
  });
  const frame = frameOf(shapes.flatMap(({ low, high }) => [...low, ...high]));
  const drawn = shapes.map(({ low, middle, high }, index) => {
    const band = [...low, ...high.toReversed()].map(frame.at).join(' ');
    const line = middle.map(frame.at).join(' ');
    return `<polygon fill="${colour(index)}" opacity=".16" points="${band}"/><polyline fill="none" stroke="${colour(index)}" stroke-width="2" points="${line}"/>`;
  });
  const [, last] = rangeOf(paths.flat().map(({ length }) => length - 1));
  const minutes = new Set([0, Math.floor(last / 2), last]);
  const ticks = [...minutes].map((minute): Tick => [minute, `${minute} min`]);
  return figure(name, `${what}: the median of the seeds, and the band of four in five`, frame, drawn, ticks);
}

/** How far the profit is below its highest value so far, as a number below 0, at each minute. */
function drawdowns({ path }: RunResult): readonly number[] {
  let highest = Number.NEGATIVE_INFINITY;
  return path.map((profit) => {
    highest = Math.max(highest, profit);
    return profit - highest;
  });
}

/** Chart of each seed's profit, and the mean. */
function dots(variants: readonly Variant[], runs: readonly (readonly RunResult[])[]): string {
  const points = runs.flatMap((all, index) => all.map(({ pnl }): Point => [index, pnl]));
  const frame = frameOf([...points, [-0.5, 0], [runs.length - 0.5, 0]]);
  const drawn = runs.map((all, index) => {
    const circles = all.map(({ seed, pnl }, place) => {
      const [x, y] = frame.at([index + ((place % 9) - 4) * 0.04, pnl]);
      const name = escaped(`${variants[index]?.letter ?? ''}, seed ${seed}: ${numberText(pnl, 2)}`);
      return `<circle cx="${x}" cy="${y}" r="3" fill="${colour(index)}" opacity=".6"><title>${name}</title></circle>`;
    });
    const centre = mean(all.map(({ pnl }) => pnl));
    const [[left, y], [right]] = [frame.at([index - 0.3, centre]), frame.at([index + 0.3, centre])];
    return `${circles.join('')}<path d="M${left} ${y}H${right}" stroke="${colour(index)}" stroke-width="2"/>`;
  });
  const ticks = variants.map(({ letter }, index): Tick => [index, letter]);
  return figure(
    'Profit of each seed',
    'quote currency in a whole run; the line is the mean',
    frame,
    drawn,
    ticks,
  );
}

function markouts(runs: readonly (readonly RunResult[])[]): string {
  const curves = runs.map((all) =>
    MARKOUT_SECONDS.flatMap((seconds, horizon): Point[] => {
      const known = all
        .map(({ markouts: values }) => values[horizon])
        .filter((value) => typeof value === 'number');
      return known.length === 0 ? [] : [[Math.log10(seconds), mean(known)]];
    }),
  );
  if (curves.every((curve) => curve.length === 0)) return '';
  const frame = frameOf([...curves.flat(), [0, 0]]);
  const drawn = curves.map(
    (curve, index) =>
      `<polyline fill="none" stroke="${colour(index)}" stroke-width="2" points="${curve.map(frame.at).join(' ')}"/>`,
  );
  const ticks = MARKOUT_SECONDS.map((seconds): Tick => [Math.log10(seconds), `${seconds} s`]);
  const unit =
    'mean of mid price − price of a buy, price − mid price of a sell, basis points; it contains half the spread';
  return figure('Markout', unit, frame, drawn, ticks);
}

/** Chart of how often each size of position was held: one curve for each variant, as a share of the samples. */
function inventory(runs: readonly (readonly RunResult[])[]): string {
  const all = runs.map((each) => each.flatMap(({ positions }) => positions));
  const [, largest] = rangeOf(all.flat().map(Math.abs));
  if (!(largest > 0)) return '';
  const curves = all.map((positions) => {
    const counts = Array.from({ length: BINS }, () => 0);
    for (const position of positions) {
      const bin = Math.min(BINS - 1, Math.floor(((position / largest + 1) / 2) * BINS));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return counts.map((count, bin): Point => [
      ((2 * bin + 1) / BINS - 1) * largest,
      count / positions.length,
    ]);
  });
  const frame = frameOf([...curves.flat(), [-largest, 0], [largest, 0]]);
  const drawn = curves.map(
    (curve, index) =>
      `<polyline fill="none" stroke="${colour(index)}" stroke-width="2" points="${curve.map(frame.at).join(' ')}"/>`,
  );
  const ticks = [-largest, 0, largest].map((position): Tick => [position, shortText(position)]);
  return figure(
    'Inventory',
    'share of the time at each position in the main instrument, units',
    frame,
    drawn,
    ticks,
  );
}

function savedRuns(saved: readonly SavedRun[], open: string): string {
  if (saved.length === 0) return '';
  const rows = saved.map(
    ({ name, seed, pnl }) =>
      `<tr><td><a href="${escaped(name)}.botpit">${escaped(name)}</a></td><td>${escaped(`${seed}`)}</td><td>${numberText(pnl, 2)}</td></tr>`,
  );
  return `<h2>Saved runs</h2><p>The app opens them: <code>${escaped(open)}worst</code></p><div class="wide"><table><tr><th>run</th><th>seed</th><th>PnL of the run, quote currency</th></tr>${rows.join('')}</table></div>`;
}

/** Table of every seed, the worst for the last variant first. */
function seeds({ variants, runs, saved, open }: Page): string {
  const sorted = (runs[0] ?? [])
    .map((_, place) => runs.flatMap((all) => all.slice(place, place + 1)))
    .toSorted((one, other) => gainOf(one) - gainOf(other));
  const cell = ({ letter }: Variant, run: RunResult | undefined) => {
    if (run === undefined) return '<td></td>';
    const profit = numberText(pnlAnHour(run), 2);
    const file = saved.find((each) => each.letter === letter && each.seed === run.seed);
    const shown = file === undefined ? profit : `<a href="${escaped(file.name)}.botpit">${profit}</a>`;
    return `<td title="${escaped(`${open}${letter}:${run.seed}`)}">${shown}</td>`;
  };
  const body = sorted.map((own) => {
    const cells = variants.map((variant, index) => cell(variant, own[index]));
    return `<tr><td>${escaped(`${own[0]?.seed ?? ''}`)}</td>${cells.join('')}</tr>`;
  });
  const head = variants.map(({ letter }) => `<th>${letter}</th>`).join('');
  const example = `${open}${variants.at(-1)?.letter ?? 'a'}:${sorted[0]?.[0]?.seed ?? 1}`;
  return `<h2>Seeds</h2><p>${LAB_PROFIT}. The app plays any of these runs: <code>${escaped(example)}</code></p><details><summary>All ${sorted.length} seeds</summary><div class="wide"><table><tr><th>seed</th>${head}</tr>${body.join('')}</table></div></details>`;
}

/** Gain of the last variant over the first, or the profit of the only one. */
function gainOf(runs: readonly RunResult[]): number {
  const [first, last] = [runs[0]?.pnl ?? 0, runs.at(-1)?.pnl ?? 0];
  return runs.length > 1 ? last - first : first;
}

interface Frame {
  readonly at: (point: Point) => readonly [number, number];
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

function frameOf(points: readonly Point[]): Frame {
  const range = (coordinate: 0 | 1): [number, number] => {
    const [low, high] = rangeOf(points.map((point) => point[coordinate]));
    return low === high ? [low - 1, high + 1] : [low, high];
  };
  const [x, y] = [range(0), range(1)];
  const rounded = (value: number) => Math.round(value * 10) / 10;
  return {
    x,
    y,
    at: ([across, up]) => [
      rounded(MARGIN + ((across - x[0]) / (x[1] - x[0])) * (WIDTH - 1.5 * MARGIN)),
      rounded(HEIGHT - MARGIN / 2 - ((up - y[0]) / (y[1] - y[0])) * (HEIGHT - MARGIN)),
    ],
  };
}

/** A place on the horizontal axis, and its label. */
type Tick = readonly [x: number, label: string];

function figure(
  name: string,
  unit: string,
  frame: Frame,
  drawn: readonly string[],
  ticks: readonly Tick[],
): string {
  const bottom = HEIGHT - MARGIN / 2;
  const label = (value: number, y: number) =>
    `<text x="${MARGIN - 6}" y="${y}" text-anchor="end">${shortText(value)}</text>`;
  const tick = ([at, text]: Tick, index: number) => {
    const isLast = index > 0 && index === ticks.length - 1;
    const [x] = frame.at([at, 0]);
    return `<text x="${x}" y="${HEIGHT - 6}" text-anchor="${isLast ? 'end' : 'middle'}">${escaped(text)}</text>`;
  };
  const [, zero] = frame.at([0, Math.min(Math.max(0, frame.y[0]), frame.y[1])]);
  return `<figure><figcaption>${escaped(name)} <small>${escaped(unit)}</small></figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" style="max-width:100%" role="img" aria-label="${escaped(name)}">
<path d="M${MARGIN} ${zero}H${WIDTH - MARGIN / 2}" stroke="currentColor" opacity=".4" stroke-dasharray="3 3"/>
${label(frame.y[1], MARGIN / 2 + 4)}${label(frame.y[0], bottom)}${ticks.map(tick).join('')}
${drawn.join('')}
</svg></figure>`;
}

/** The number of an axis, in three digits and with the minus sign of typography. */
function shortText(value: number): string {
  return `${Number(value.toPrecision(3))}`.replaceAll('-', '−');
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.round(share * (sorted.length - 1))] ?? 0;
}

function colour(index: number): string {
  return COLOURS[index % COLOURS.length] ?? 'gray';
}
