/** The report as one page. It has no scripts and loads nothing. */
import { differenceText, estimateText } from './table.ts';
import { MARKOUT_SECONDS } from '../contract/markouts.ts';
import { pnlAnHour, type Report, type Row, type Variant } from './comparison.ts';
import { escaped } from '../runtime/html-text.ts';
import { heatmap } from './heatmap.ts';
import type { SavedRun } from './sessions.ts';
import { mean } from './statistics.ts';
import type { RunResult } from './measure.ts';

const WIDTH = 560;
const HEIGHT = 260;
const MARGIN = 48;
const COLOURS = ['#0b7fd4', '#d9822b', '#2a9d62', '#8e44ad', '#c0392b', '#7f8c8d'];
/** Number of bins of the histogram of positions. */
const BINS = 21;
const FAN = { low: 0.1, high: 0.9 };

export interface Page extends Report {
  readonly title: string;
  /** Command line that reproduces these figures. */
  readonly command: string;
  /** Command line that opens a run, except for the run's name. */
  readonly open: string;
  /** Runs in the folder of the page that the app can open. */
  readonly saved: readonly SavedRun[];
}

type Point = readonly [x: number, y: number];

export function pageOf(page: Page): string {
  const { title, command, open, sentences, variants, rows, runs, sweep, saved } = page;
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>
:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;max-width:76rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
td,th{padding:.2rem .9rem;text-align:right;white-space:nowrap;border-bottom:1px solid #8883}
td:first-child,th:first-child{text-align:left;white-space:pre}
figure{display:inline-block;margin:1.5rem 1.5rem 0 0;max-width:100%}figcaption{font-weight:600}
small{font-weight:400;opacity:.7}.wide{overflow-x:auto}code{background:#8882;padding:.1rem .3rem}svg text{fill:currentColor}
</style>
<h1>${escaped(title)}</h1>
${sentences.map((sentence) => `<p>${escaped(sentence)}</p>`).join('\n')}
<p>${variants.map((variant, index) => `<span style="color:${colour(index)}">■</span> ${variant.letter}: ${escaped(variant.label)}`).join(' · ')}</p>
<div class="wide">${table(variants, rows)}</div>
${fans(runs)}
${dots(variants, runs)}
${markouts(runs)}
${inventory(runs)}
${sweep === undefined ? '' : heatmap(sweep)}
${savedRuns(saved, open)}
${seeds(page)}
<p>Again: <code>${escaped(command)}</code></p>
</html>
`;
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
    return `<tr><td>${escaped(metric.label)}</td>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`;
  });
  return `<table><tr><th></th>${head.map((cell) => `<th>${cell}</th>`).join('')}</tr>${body.join('')}</table>`;
}

/** Chart of the median profit over the minutes, with the band that contains four of five seeds. */
function fans(runs: readonly (readonly RunResult[])[]): string {
  const shapes = runs.map((all) => {
    const minutes = all[0]?.path.length ?? 0;
    const at = (share: number): Point[] =>
      Array.from({ length: minutes }, (_, minute) => [
        minute,
        quantile(
          all.map(({ path }) => path[minute] ?? 0),
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
  return figure(
    'Profit',
    'by minute: the median of the seeds, and the band of four in five',
    frame,
    drawn.join(''),
  );
}

/** Chart of each seed's profit, and the mean. */
function dots(variants: readonly Variant[], runs: readonly (readonly RunResult[])[]): string {
  const points = runs.flatMap((all, index) => all.map(({ pnl }): Point => [index, pnl]));
  const frame = frameOf([...points, [-0.5, 0], [runs.length - 0.5, 0]]);
  const drawn = runs.map((all, index) => {
    const circles = all.map(({ seed, pnl }, place) => {
      const [x, y] = frame.at([index + ((place % 9) - 4) * 0.04, pnl]);
      const name = escaped(`${variants[index]?.letter ?? ''}, seed ${seed}: ${pnl.toFixed(2)}`);
      return `<circle cx="${x}" cy="${y}" r="3" fill="${colour(index)}" opacity=".6"><title>${name}</title></circle>`;
    });
    const centre = mean(all.map(({ pnl }) => pnl));
    const [[left, y], [right]] = [frame.at([index - 0.3, centre]), frame.at([index + 0.3, centre])];
    return `${circles.join('')}<path d="M${left} ${y}H${right}" stroke="${colour(index)}" stroke-width="2"/>`;
  });
  const names = variants.map(({ letter }) => letter).join(', ');
  return figure('Profit of each seed', `${names}; the line is the mean`, frame, drawn.join(''));
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
  return figure(
    'Markout',
    'basis points in favour of the account after 1, 10 and 60 s (log scale)',
    frame,
    drawn.join(''),
  );
}

/** Chart of how often each size of position was held: one curve for each variant, as a share of the samples. */
function inventory(runs: readonly (readonly RunResult[])[]): string {
  const all = runs.map((each) => each.flatMap(({ positions }) => positions));
  const largest = Math.max(0, ...all.flat().map(Math.abs));
  if (largest === 0) return '';
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
  const unit = `share of the time at each position in the main instrument, from −${largest} to ${largest}`;
  return figure('Inventory', unit, frame, drawn.join(''));
}

function savedRuns(saved: readonly SavedRun[], open: string): string {
  if (saved.length === 0) return '';
  const rows = saved.map(
    ({ name, seed, pnl }) =>
      `<tr><td><a href="${escaped(name)}.botpit">${escaped(name)}</a></td><td>${escaped(`${seed}`)}</td><td>${pnl.toFixed(2)}</td></tr>`,
  );
  return `<h2>Saved runs</h2><p>The app opens them: <code>${escaped(open)}worst</code></p><table><tr><th>run</th><th>seed</th><th>PnL</th></tr>${rows.join('')}</table>`;
}

/** Table of every seed, the worst for the last variant first. */
function seeds({ variants, runs, saved, open }: Page): string {
  const sorted = (runs[0] ?? [])
    .map((_, place) => runs.flatMap((all) => all.slice(place, place + 1)))
    .toSorted((one, other) => gainOf(one) - gainOf(other));
  const cell = ({ letter }: Variant, run: RunResult | undefined) => {
    if (run === undefined) return '<td></td>';
    const profit = pnlAnHour(run).toFixed(2);
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
  return `<h2>Seeds</h2><p>PnL an hour. The app plays any of these runs: <code>${escaped(example)}</code></p><details><summary>All ${sorted.length} seeds</summary><div class="wide"><table><tr><th>seed</th>${head}</tr>${body.join('')}</table></div></details>`;
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
    const values = points.map((point) => point[coordinate]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
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

function figure(name: string, unit: string, frame: Frame, drawn: string): string {
  const label = (value: number, y: number) =>
    `<text x="2" y="${y}" font-size="11">${Number(value.toPrecision(3))}</text>`;
  const [, zero] = frame.at([0, Math.min(Math.max(0, frame.y[0]), frame.y[1])]);
  return `<figure><figcaption>${escaped(name)} <small>${escaped(unit)}</small></figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" style="max-width:100%" role="img" aria-label="${escaped(name)}">
<path d="M${MARGIN} ${zero}H${WIDTH - MARGIN / 2}" stroke="currentColor" opacity=".4" stroke-dasharray="3 3"/>
${label(frame.y[1], MARGIN / 2 + 4)}${label(frame.y[0], HEIGHT - MARGIN / 2)}
${drawn}
</svg></figure>`;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.round(share * (sorted.length - 1))] ?? 0;
}

function colour(index: number): string {
  return COLOURS[index % COLOURS.length] ?? 'gray';
}
