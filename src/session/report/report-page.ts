/** The report of a session as one HTML file. It loads no script, font or picture. */
import { escaped } from '../../runtime/html-text.ts';
import { MARKOUT_SECONDS } from '../../contract/markouts.ts';
import type { AccountFills } from './account-fills.ts';
import { CHART_STYLE, drawdownLine, linesChart, type ReportLine } from './report-chart.ts';
import type { AccountSummary, SessionSummary } from './session-summary.ts';
import { isoTime } from './summary-csv.ts';

/** Largest number of lines. More are not legible, and there are as many colours. */
const LINES_MAX = 8;
const MICROS_PER_SECOND = 1_000_000;
const NONE = '–';

/** The fills of each account, or the reason why they are unknown. */
export type ReportedFills = readonly AccountFills[] | { readonly problem: string };

export function reportPage(summary: SessionSummary, fills: ReportedFills): string {
  const { session, from, until, trades, accounts } = summary;
  const ranked = accounts.filter(({ rank }) => rank !== null);
  const lines: readonly ReportLine[] = ranked
    .slice(0, LINES_MAX)
    .map(({ account, samples }, slot) => ({ name: account, slot, samples }));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Botpit session ${escaped(session)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Session ${escaped(session)}</h1>
<p class="muted">${dayTime(from)} to ${dayTime(until)} UTC, ${durationText(until - from)} · ${whole(ranked.length)} accounts · ${whole(trades)} trades</p>
${winner(ranked)}
<h2>Equity</h2>
${legend(lines)}
${linesChart(lines, 'Equity over time')}
<h2>Drawdown</h2>
${linesChart(lines.map(drawdownLine), 'Drawdown over time')}
<h2>Accounts</h2>
${table(HEADS, accounts.map(rowOf), 'Accounts')}
<h2>Fills and markouts</h2>
${fillsTable(accounts, fills)}
<h2>How the figures are computed</h2>
<ul>
<li>PnL is realized and unrealized PnL less fees and funding, at the last mark price, over all instruments. The leaderboard of a pit with a reference price may show less.</li>
<li>PnL % is in percent of the equity before any profit or loss.</li>
<li>Sharpe is the mean of the changes of equity in each whole minute of the clock, divided by their standard deviation, times √60: the Sharpe ratio of an hour. It needs six whole minutes.</li>
<li>Max drawdown is the deepest fall of equity from a peak, over every change.</li>
<li>Turnover is price × quantity over all trades of the account.</li>
<li>A markout is what the account's fills are worth at the mid price so many seconds later, against their own prices, in basis points (hundredths of a percent) of their turnover. It contains half the spread, which a maker earns and a taker pays. A maker's half spread at the fill, less its markout, is what adverse selection cost it.</li>
</ul>
</body>
</html>
`;
}

function winner([first]: readonly AccountSummary[]): string {
  if (first === undefined) return '<p>No account has traded.</p>';
  return `<p><strong>${escaped(first.account)}</strong> is first with a PnL of ${signed(first.netPnl)}.</p>`;
}

function legend(lines: readonly ReportLine[]): string {
  const items = lines.map(({ name, slot }) => `<span><i class="key-${slot}"></i>${escaped(name)}</span>`);
  return `<p class="legend">${items.join('')}</p>`;
}

const HEADS = [
  '#',
  'Account',
  'PnL',
  'PnL %',
  'Realized',
  'Unrealized',
  'Fees',
  'Funding',
  'Equity',
  'Max drawdown',
  'Sharpe',
  'Trades',
  'Turnover',
];

const FILL_HEADS = [
  '#',
  'Account',
  'Fills',
  'As maker',
  ...MARKOUT_SECONDS.map((seconds) => `After ${seconds} s, bp`),
];

function table(heads: readonly string[], rows: readonly string[], label: string): string {
  const head = heads.map((text) => `<th scope="col">${text}</th>`).join('');
  return `<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function fillsTable(accounts: readonly AccountSummary[], fills: ReportedFills): string {
  if ('problem' in fills) return `<p>The fills could not be read: ${escaped(fills.problem)}</p>`;
  const byAccount = new Map(fills.map((one) => [one.account, one]));
  const rows = accounts.flatMap((one) => {
    const own = byAccount.get(one.account);
    return own === undefined ? [] : [rowOfCells(one, fillCells(own))];
  });
  return rows.length === 0 ? '<p>No account has traded.</p>' : table(FILL_HEADS, rows, 'Fills and markouts');
}

function fillCells({ fills, makerShare, markouts }: AccountFills): readonly string[] {
  const cells = markouts.map((one) => (one === null ? NONE : tone(one, signed(one))));
  return [whole(fills), `${whole(Math.round(100 * makerShare))} %`, ...cells];
}

function rowOf(one: AccountSummary): string {
  const cells = [
    tone(one.netPnl, signed(one.netPnl)),
    one.netPnlPercent === null ? NONE : signed(one.netPnlPercent),
    tone(one.realizedPnl, signed(one.realizedPnl)),
    tone(one.unrealizedPnl, signed(one.unrealizedPnl)),
    money(one.feesPaid),
    money(one.fundingPaid),
    money(one.equity),
    one.maxDrawdown === null ? NONE : money(one.maxDrawdown),
    one.sharpe === null ? NONE : signed(one.sharpe),
    whole(one.trades),
    money(one.turnover),
  ];
  return rowOfCells(one, cells);
}

function rowOfCells({ rank, account }: AccountSummary, cells: readonly string[]): string {
  const name = rank === null ? `${escaped(account)} <span class="muted">house</span>` : escaped(account);
  return `<tr><td>${rank ?? NONE}</td><th scope="row">${name}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

function tone(value: number, text: string): string {
  if (Math.abs(value) < 0.005) return text;
  return `<span class="${value > 0 ? 'up' : 'down'}">${text}</span>`;
}

const MONEY = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const WHOLE = new Intl.NumberFormat('en');

function money(value: number): string {
  const text = MONEY.format(value);
  return text === '-0.00' ? '0.00' : text.replace('-', '−');
}

function signed(value: number): string {
  const text = money(value);
  return value > 0 && text !== '0.00' ? `+${text}` : text;
}

function whole(value: number): string {
  return WHOLE.format(value);
}

/** UTC date and time, for example `2026-11-29 13:20:01`. */
function dayTime(micros: number): string {
  return isoTime(micros).slice(0, 19).replace('T', ' ');
}

function durationText(micros: number): string {
  const seconds = Math.round(micros / MICROS_PER_SECOND);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

const LINE_COLORS = ['0072b2', 'a05f00', '00735a', '7a6a00', 'a33c7a', 'b84300', '4b4fd0', '3a424e'];
const LINE_COLORS_DARK = ['56b4e9', 'e69f00', '2fc4a0', 'f0e442', 'dc8fb8', 'ff7a3d', '9aa5ff', 'd5dbe3'];

const lineVariables = (colors: readonly string[]): string =>
  colors.map((color, slot) => `--line-${slot}:#${color};`).join('');

const STYLE = `
:root{--ground:#fff;--text:#1a222d;--muted:#586474;--line:#dbe1e8;--buy:#0b7a53;--sell:#cc1f38;${lineVariables(LINE_COLORS)}color-scheme:light}
@media (prefers-color-scheme:dark){:root{--ground:#0b0e11;--text:#d5dbe3;--muted:#8792a2;--line:#1e2530;--buy:#2ebd85;--sell:#f6465d;${lineVariables(LINE_COLORS_DARK)}color-scheme:dark}}
body{max-width:1200px;margin:0 auto;padding:24px;background:var(--ground);color:var(--text);font:14px/20px Inter,system-ui,sans-serif}
h1{margin:0 0 4px;font-size:22px;line-height:28px}h2{margin:28px 0 8px;font-size:15px}
.muted{color:var(--muted)}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;margin:0 0 8px}.legend i{display:inline-block;width:10px;height:10px;margin-right:6px;border-radius:2px}
${LINE_COLORS.map((_, slot) => `.key-${slot}{background:var(--line-${slot})}.line-${slot}{stroke:var(--line-${slot})}`).join('')}
.scroll{overflow-x:auto}table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:4px 8px;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}thead th{color:var(--muted);font-weight:500}
th:nth-child(2){text-align:left;font-weight:500}.up{color:var(--buy)}.down{color:var(--sell)}
li{margin:4px 0}
@media (max-width:600px){body{padding:12px}}${CHART_STYLE}`;
