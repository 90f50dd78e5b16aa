/** A recorded session's history at the moment that plays, compared with that of a service that has just seen as much. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { MarketEvent } from '../../../src/contract/events.ts';
import { readIncidents } from '../../../src/contract/history-reader.ts';
import type { InstrumentIndex } from '../../../src/contract/units.ts';
import { RULES_VERSION } from '../../../src/engine/index.ts';
import { csvTablesOf, toRow, toText } from '../../../src/session/csv/csv-tables.ts';
import { answer, historyPath } from '../../../src/session/history/answers.ts';
import { MarketHistory } from '../../../src/session/history/market-history.ts';
import { ALL_WAITING_MAX, PlayedHistory, WAITING_MAX } from '../../../src/session/history/played-history.ts';
import { listFiles, segmentPath } from '../../../src/session/journal/journal-folder.ts';
import { Contents } from '../../../src/session/playback/contents.ts';
import { Follower } from '../../../src/workers/history/follower.ts';
import { newRecording, recorded } from '../../workers/play/recorded.ts';

const SYMBOL = 'BTC-USD';
/** Accounts are `trader-0` and so on. */
const ASKED = [
  'trades',
  `candles?symbol=${SYMBOL}&interval=1s`,
  `candles?symbol=${SYMBOL}&interval=1d`,
  'equity',
  'liquidations',
  'phases',
  'room',
  'fills?account=trader-1',
  'orders?account=trader-1',
];

const NOWHERE = { epoch: '', seq: 0, time: 0, isSeeking: false };

/** As the exchange writes them. */
function writeTables(folder: string, events: readonly MarketEvent[]): void {
  for (const table of csvTablesOf([], RULES_VERSION)) {
    const rows = events.filter(({ type }) => type === table.type).map((event) => toRow(table, event));
    writeFileSync(join(folder, table.file), toText([table.columns, ...rows]));
  }
}

function log() {
  const lines: string[] = [];
  const write = (text: string) => void lines.push(text);
  return { lines, debug: write, info: write, warn: write, error: write };
}

/** What a service answers that follows the stream up to the event. */
function liveAnswers(events: readonly MarketEvent[]): readonly object[] {
  const history = new MarketHistory();
  new Follower(history, null).frame(JSON.stringify(events));
  return ASKED.map((path) => answerTo(path, (name, query) => answer(history, historyPath(name), query).body));
}

function answerTo<Answer>(path: string, ask: (name: string, query: URLSearchParams) => Answer): Answer {
  const { pathname, searchParams } = new URL(path, 'http://host/v1/');
  return ask(pathname, searchParams);
}

test.each(['CSV files', 'the journal alone'])(
  'at every moment, forwards and backwards, it has what happened before and nothing after it, from %s',
  async (from) => {
    const { folder, events } = recorded({ commands: 300 });
    if (from === 'CSV files') writeTables(folder, events);
    const contents = new Contents(folder);
    let playhead = { epoch: contents.epoch, seq: 0, time: 0, isSeeking: false };
    const history = new PlayedHistory(contents, log(), () => playhead);
    const goTo = (share: number, epoch: string) => {
      // The last event of its command.
      const at = events.findLastIndex(
        ({ time }) => time === events[Math.floor((events.length - 1) * share)]?.time,
      );
      const { seq = 0, time = 0 } = events[at] ?? {};
      playhead = { epoch, seq, time, isSeeking: false };
      return events.slice(0, at + 1);
    };
    for (const [index, share] of [0.2, 0.5, 0.9, 0.3, 1, 0.05].entries()) {
      const epoch = `${contents.epoch}@${index + 1}`;
      const before = goTo(share, epoch);
      const expected = liveAnswers(before).map((body) => ({ ...body, epoch }));
      const found: object[] = [];
      for (const path of ASKED) {
        const { status, body } = await answerTo(path, (name, query) =>
          history.answer(historyPath(name), query),
        );
        expect(status).toBe(200);
        found.push(body);
      }
      expect(found).toEqual(expected);
    }
    playhead = { ...playhead, isSeeking: true };
    expect(await history.answer('trades', new URLSearchParams())).toMatchObject({ status: 503 });
  },
);

test.each(['CSV files', 'the journal alone'])(
  'a seek back while it reads leaves nothing of later, from %s',
  async (from) => {
    const { folder, events } = recorded({ commands: 300 });
    if (from === 'CSV files') writeTables(folder, events);
    const contents = new Contents(folder);
    const [far, near] = [events.at(-1), events[Math.floor(events.length / 3)]].map((event, index) => {
      const { seq = 0, time = 0 } = event ?? {};
      return { epoch: `epoch ${index}`, seq, time, isSeeking: false };
    });
    // The playhead moves after the read has begun.
    let looks = 0;
    const history = new PlayedHistory(contents, log(), () => ((looks += 1) > 2 ? near : far) ?? NOWHERE);
    const all = new URLSearchParams('limit=10000');
    expect(await history.answer('trades', all)).toMatchObject({ status: 503 });
    const { body } = await history.answer('trades', all);
    const { trades } = body as { trades: readonly { seq: number }[] };
    expect(trades.length).toBeGreaterThan(5);
    expect(Math.max(...trades.map(({ seq }) => seq))).toBeLessThanOrEqual(near?.seq ?? 0);
  },
);

test('a damaged journal leaves the history before the damage, and one warning', async () => {
  const { folder, events } = recorded({ commands: 300 });
  const contents = new Contents(folder);
  const { seq = 0, time = 0 } = events.at(-1) ?? {};
  const logged = log();
  const playhead = { epoch: 'one', seq, time, isSeeking: false };
  const history = new PlayedHistory(contents, logged, () => playhead);
  // The last segment may have nothing but its header.
  const path = segmentPath(folder, listFiles(folder, 'log').at(-2) ?? 0);
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 200));
  for (let tries = 0; tries < 2; tries += 1) {
    const { status, body } = await history.answer('trades', new URLSearchParams('limit=10000'));
    expect(status).toBe(200);
    expect(body).toMatchObject({ trades: expect.arrayContaining([expect.anything()]) as unknown });
  }
  expect(logged.lines).toHaveLength(1);
  expect(logged.lines[0]).toMatch(/^a part of the history is missing: /);
});

/** A recorded session that plays at its end. */
function played() {
  const { folder, events, session } = newRecording({ commands: 300 });
  session.command({ type: 'note_room_event', text: 'a rumour' });
  session.command({ type: 'set_phase', account: null, instrument: 0 as InstrumentIndex, action: 'halt' });
  session.command({ type: 'set_phase', account: null, instrument: 0 as InstrumentIndex, action: 'resume' });
  session.run();
  const { seq = 0, time = 0 } = events.at(-1) ?? {};
  const contents = new Contents(folder);
  const asked: string[] = [];
  const history = new PlayedHistory(contents, log(), () => {
    asked.push('playhead');
    return { epoch: contents.epoch, seq, time, isSeeking: false };
  });
  return { history, asked, from: { epoch: contents.epoch, seq } };
}

test('a window reads liquidations, phases and events of the room of a recorded session, which has no depth', async () => {
  const { history, from } = played();
  const get = async (url: string) => {
    const { pathname, searchParams } = new URL(url);
    const { status, body } = await history.answer(historyPath(pathname), searchParams);
    return { status, text: JSON.stringify(body) };
  };
  const found = await readIncidents(
    { relay: 'ws://host', from, symbols: [SYMBOL], candles: [], liquidations: 1_000 },
    { get, wait: () => Promise.resolve() },
  );
  expect(found).toMatchObject({
    liquidations: [],
    phases: [{ phase: 'halted' }, { phase: 'continuous' }],
    roomEvents: [{ text: 'a rumour' }],
    depth: [
      { symbol: SYMBOL, columnMs: 1_000, columns: [] },
      { symbol: SYMBOL, columnMs: 15_000, columns: [] },
    ],
  });
});

test('the queue of requests is bounded, and one that nobody wants any more reads nothing', async () => {
  const { history, asked } = played();
  const ask = (isWanted: boolean, client = 'a') =>
    history.answer('trades', new URLSearchParams(), () => isWanted, client);
  const first = ask(true);
  const unwanted = Array.from({ length: WAITING_MAX }, () => ask(false));
  expect(await ask(true)).toMatchObject({ status: 503 });
  const another = ask(true, 'b');
  for (let more = WAITING_MAX + 1; more < ALL_WAITING_MAX; more += 1)
    unwanted.push(ask(false, `c${more % 4}`));
  expect(await ask(true, 'd')).toMatchObject({ status: 503 });
  expect(await first).toMatchObject({ status: 200 });
  expect(await another).toMatchObject({ status: 200 });
  const looks = asked.length;
  for (const { status } of await Promise.all(unwanted)) expect(status).toBe(503);
  expect(asked).toHaveLength(looks);
  expect(await ask(true)).toMatchObject({ status: 200 });
});
