/**
 * One recorded match of Ready Trader Go 2023: a future and an ETF, the market's orders and one competitor's.
 *
 * The test predicts exactly: every trade of the competitor with its fee, every cancelled volume (and with these every
 * fill of the market's orders), and the score board, except for what the log of the match does not contain:
 *
 * - `Time`, `Team` and `Operation` identify the row.
 * - `Status` reports the contest's limits on bots (message rate, active orders).
 * - The time of a row of the score board: the market's orders reach the match in batches, every
 *   `MarketEventInterval`, but the log gives them the times of the market, so that a row may have been written before
 *   the last orders up to its time arrived. Of 103 rows this shows in two, each of which equals the score at some
 *   moment within the interval before it; all others equal the score after the last order up to their time.
 * - Hedges: this log has no `Hedge` line, and one would fail the test, so `FuturePosition` stays 0.
 *
 * `ProfitOrLoss` is cash and position at the last trade's price, the ETF's held within a clamp around the future's.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkInvariants } from '../../src/engine/index.ts';
import { publicData } from '../support/public-data.ts';
import { RecordedMatch, type MatchRules, type Row } from './recorded-match.ts';

const TRADE_COLUMNS = ['Time', 'Competitor', 'OrderId', 'Instrument', 'Side', 'Volume', 'Price', 'Fee'];
const CANCEL_COLUMNS = ['Time', 'Competitor', 'OrderId', 'Volume'];
const SCORE_COLUMNS = [
  'BuyVolume',
  'SellVolume',
  'EtfPosition',
  'FuturePosition',
  'EtfPrice',
  'FuturePrice',
  'TotalFees',
  'AccountBalance',
  'ProfitOrLoss',
];
/** Times of the rows that were written before the last orders arrived. */
const EARLY_ROWS = ['12.715894', '23.224804'];
const INVARIANTS_EVERY = 200;

interface Settings extends MatchRules {
  readonly Engine: { readonly MarketEventInterval: number };
}

interface Moment {
  readonly time: number;
  /** As JSON. */
  readonly score: string;
}

const folder = publicData('ready-trader', 'the recorded Ready Trader Go match');

describe.skipIf(folder === undefined)('a recorded Ready Trader Go match', () => {
  let settings: Settings;
  let events: readonly Row[];
  let scoreBoard: readonly Row[];
  let match: RecordedMatch;
  let moments: readonly Moment[];

  beforeAll(() => {
    settings = JSON.parse(readFileSync(`${folder}/exchange.json`, 'utf8'));
    events = readRows(`${folder}/match_events.csv`);
    scoreBoard = readRows(`${folder}/score_board.csv`);
    match = new RecordedMatch(settings, scoreBoard[0]?.['Team'] ?? '');
    moments = playAll(match, events);
  });

  test('is the whole match, with one competitor', () => {
    expect(events).toHaveLength(10_721);
    expect(scoreBoard).toHaveLength(103);
    expect(new Set(scoreBoard.map((row) => row['Team'])).size).toBe(1);
    expect(new Set(events.map((row) => row['Instrument']))).toEqual(new Set(['0', '1', '']));
  });

  test('predicts every trade of the competitor, with its fee', () => {
    const reported = events.filter((row) => row['Operation'] === 'Trade');
    expect(reported).toHaveLength(26);
    expect(match.trades).toEqual(reported.map((row) => pick(row, TRADE_COLUMNS)));
  });

  test('predicts every cancelled volume', () => {
    const reported = events.filter((row) => row['Operation'] === 'Cancel');
    expect(match.cancels).toEqual(reported.map((row) => pick(row, CANCEL_COLUMNS)));
  });

  test('predicts every row of the score board', () => {
    const differing = scoreBoard.filter(
      (row) => scoreAt(moments, Number(row['Time'])) !== reportedScore(row),
    );
    expect(differing.map((row) => row['Time'])).toEqual(EARLY_ROWS);
    for (const row of differing) {
      const time = Number(row['Time']);
      const from = time - settings.Engine.MarketEventInterval;
      const scores = moments.filter((moment) => moment.time >= from && moment.time <= time);
      expect(scores.map(({ score }) => score)).toContain(reportedScore(row));
    }
  });
});

function playAll(match: RecordedMatch, events: readonly Row[]): readonly Moment[] {
  const moments = [{ time: 0, score: JSON.stringify(match.score()) }];
  events.forEach((row, index) => {
    match.play(row);
    moments.push({ time: Number(row['Time']), score: JSON.stringify(match.score()) });
    if (index % INVARIANTS_EVERY === 0) checkInvariants(match.state);
  });
  checkInvariants(match.state);
  return moments;
}

function scoreAt(moments: readonly Moment[], time: number): string | undefined {
  return moments.findLast((moment) => moment.time <= time)?.score;
}

function reportedScore(row: Row): string {
  const values = SCORE_COLUMNS.map((column) => [column, row[column] === '' ? null : Number(row[column])]);
  return JSON.stringify(Object.fromEntries(values));
}

function pick(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.map((column) => [column, row[column] ?? '']));
}

/** No cell of these files has a comma or a quote in it. */
function readRows(path: string): readonly Row[] {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const columns = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? '']));
  });
}
