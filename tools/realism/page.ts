/**
 * The report as one page: the table, and each curve over that of the recorded session. It has no scripts and loads
 * nothing.
 */
import { bandText, EXTRAS, isIn, ROWS } from './bands.ts';
import type { Figures } from './figures.ts';
import { escaped } from '../../src/runtime/html-text.ts';
import { REFERENCE } from './reference.ts';
import type { Curve, Shapes } from './shapes.ts';

const WIDTH = 420;
const HEIGHT = 240;
const MARGIN = 36;
const COLOURS = { reference: '#7a7a85', here: '#0b7fd4' };

const PLOTS: readonly (readonly [keyof Shapes, string, string])[] = [
  ['returns', 'Distribution of 1 s returns', 'in deviations; log10 of the share'],
  ['absolute', 'Autocorrelation of absolute 1 s returns', 'by lag, seconds'],
  ['signs', 'Autocorrelation of trade signs', 'by lag, aggressive orders'],
  ['spread', 'Spread', 'percent of the time; over its median'],
  ['sizes', 'Sizes of aggressive orders', 'log10 of the share above; log10 over the median'],
  ['book', 'Book shape', 'level; quantity over the mean level'],
  [
    'response',
    'Impact: where the mid goes after an aggressive order',
    '0, .05, .1, .2, .5, 1, 2, 5, 10, 20 s; in deviations of a second',
  ],
];

export function pageOf(title: string, figures: Figures, shapes: Shapes, notes: readonly string[]): string {
  const plots = PLOTS.map(([key, name, unit]) => plot(name, unit, REFERENCE[key], shapes[key])).join('\n');
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title>
<style>body{font:14px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}
td,th{padding:.15rem .8rem;text-align:right}td:first-child,th:first-child{text-align:left}.out{color:#b00020;font-weight:600}
figure{display:inline-block;margin:1rem .5rem 0 0}figcaption{font-weight:600}small{font-weight:400;color:#666}</style>
<h1>${escaped(title)}</h1>
${notes.map((note) => `<p>${escaped(note)}</p>`).join('\n')}
${table(figures)}
<p><span style="color:${COLOURS.reference}">■</span> AAPL, recorded · <span style="color:${COLOURS.here}">■</span> here</p>
${plots}
</html>
`;
}

function table(figures: Figures): string {
  const rows = ROWS.map((row) => {
    const value = figures[row.key];
    const verdict = isIn(row, value) ? '<td>in</td>' : '<td class="out">out</td>';
    return `<tr><td>${escaped(row.name)}</td><td>${row.reference}</td><td>${value.toFixed(3)}</td><td>${bandText(row)}</td>${verdict}</tr>`;
  });
  const extras = EXTRAS.map(
    ([key, name, reference]) =>
      `<tr><td>${escaped(name)}</td><td>${reference}</td><td>${figures[key].toFixed(2)}</td><td></td><td></td></tr>`,
  );
  return `<table><tr><th>figure</th><th>AAPL</th><th>here</th><th>band</th><th></th></tr>${[...rows, ...extras].join('')}</table>`;
}

function plot(name: string, unit: string, reference: Curve, here: Curve): string {
  const [x, y] = [scale([...reference, ...here], 0, WIDTH), scale([...reference, ...here], 1, HEIGHT)];
  const line = (curve: Curve, colour: string) => {
    const points = curve.map(
      (point) => `${x.at(point[0]).toFixed(1)},${(HEIGHT - y.at(point[1])).toFixed(1)}`,
    );
    return `<polyline fill="none" stroke="${colour}" stroke-width="1.8" points="${points.join(' ')}"/>`;
  };
  const label = (text: number, left: number, top: number) =>
    `<text x="${left}" y="${top}" font-size="11" fill="#666">${Number(text.toPrecision(3))}</text>`;
  return `<figure><figcaption>${escaped(name)} <small>${escaped(unit)}</small></figcaption>
<svg width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${escaped(name)}">
<path d="M${MARGIN} ${MARGIN / 2}V${HEIGHT - MARGIN}H${WIDTH - MARGIN / 2}" fill="none" stroke="#bbb"/>
${label(y.high, 2, MARGIN / 2 + 6)}${label(y.low, 2, HEIGHT - MARGIN)}${label(x.low, MARGIN, HEIGHT - MARGIN / 2 + 4)}${label(x.high, WIDTH - MARGIN, HEIGHT - MARGIN / 2 + 4)}
${line(reference, COLOURS.reference)}${line(here, COLOURS.here)}
</svg></figure>`;
}

/** A function from values of one coordinate to pixels between the margins. */
function scale(curve: Curve, coordinate: 0 | 1, pixels: number) {
  const values = curve.map((point) => point[coordinate]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = pixels - MARGIN * 1.5;
  return { low, high, at: (value: number) => MARGIN + ((value - low) / (high - low || 1)) * room };
}
