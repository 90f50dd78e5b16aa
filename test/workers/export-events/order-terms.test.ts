/** orders.csv has the terms by which the rules treat an order, on each of its rows. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import papaparse from 'papaparse';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_INSTRUMENT } from '../../../src/contract/instrument.ts';
import { seededRandom } from '../../../src/contract/seeded-random.ts';
import type {
  AccountIndex,
  InstrumentIndex,
  Money,
  PriceTicks,
  QuantityLots,
} from '../../../src/contract/units.ts';
import type { Command } from '../../../src/engine/index.ts';
import { listFiles, segmentPath } from '../../../src/session/journal/journal-folder.ts';
import { writeEvents } from '../../../src/workers/export-events/write-events.ts';
import { RecordedSession } from '../../../tools/bench/player/recorded-session.ts';

type PlaceOrder = Extract<Command, { type: 'place_order' }>;

const TERMS = ['timeInForce', 'postOnly', 'reduceOnly', 'trailingOffset', 'oco'] as const;
const { referencePrice, tickSize } = DEFAULT_INSTRUMENT;
const ACCOUNT = 0 as AccountIndex;

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'botpit-terms-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** @param away distance of the limit price from the reference price, in ticks */
function limit(clientOrderId: string, side: 'buy' | 'sell', away: number, terms: Partial<PlaceOrder> = {}) {
  return {
    type: 'place_order',
    account: ACCOUNT,
    clientOrderId,
    instrument: 0 as InstrumentIndex,
    side,
    orderType: 'limit',
    quantity: 1 as QuantityLots,
    price: (referencePrice / tickSize + away) as PriceTicks,
    stopPrice: null,
    timeInForce: 'gtc',
    postOnly: false,
    reduceOnly: false,
    selfTradePrevention: 'cancel_resting',
    ...terms,
  } as const satisfies PlaceOrder;
}

const byName = (clientOrderId: string) =>
  ({ account: ACCOUNT, order: { clientOrderId } }) as const satisfies Partial<Command>;

const COMMANDS: readonly Command[] = [
  limit('quote', 'buy', -10, { postOnly: true }),
  limit('now', 'buy', -20, { timeInForce: 'ioc' }),
  limit('trail', 'sell', 0, {
    orderType: 'stop_market',
    price: null,
    trailingOffset: 200 as PriceTicks,
  }),
  limit('pair', 'sell', 30, { oco: 'quote' }),
  limit('whole', 'buy', -30, { timeInForce: 'fok', account: 1 as AccountIndex }),
  limit('less', 'buy', -30, { reduceOnly: true }),
  { type: 'amend_order', ...byName('quote'), price: null, quantity: 2 as QuantityLots },
  { type: 'cancel_order', ...byName('nobody') },
  { type: 'cancel_order', ...byName('quote') },
];

/** Begins a session of two traders, in segments of a few commands. */
function begin(session: string): RecordedSession {
  const [random, segmentBytes] = [seededRandom(1), 4 * 1_024];
  const options = { folder: session, commands: 0, accounts: 2, random, segmentBytes };
  return new RecordedSession({ ...options, checkpointMs: 20 });
}

function record(session: string, commands: readonly Command[]): void {
  const recorded = begin(session);
  for (const command of commands) recorded.command(command);
  recorded.run();
}

async function rowsOf(session: string): Promise<readonly Readonly<Record<string, string>>[]> {
  const [file, { signal }] = [join(folder, 'orders.csv'), new AbortController()];
  await writeEvents({ session, file, format: 'orders', signal, onProgress: () => {} });
  return papaparse.parse<Record<string, string>>(readFileSync(file, 'utf8').trimEnd(), { header: true }).data;
}

const textOf = (row: Readonly<Record<string, string>>) =>
  [row['clientOrderId'], row['event'], ...TERMS.map((term) => row[term])].join(' ');

test('the terms are the last columns', async () => {
  record(join(folder, 'monday'), COMMANDS);
  const [row = {}] = await rowsOf(join(folder, 'monday'));
  expect(Object.keys(row).slice(-TERMS.length - 1)).toEqual(['fee', ...TERMS]);
});

test('each row of an order has its terms, also that of a refused one', async () => {
  record(join(folder, 'monday'), COMMANDS);
  const offset = String(200 * tickSize);
  expect((await rowsOf(join(folder, 'monday'))).map(textOf)).toEqual([
    'quote accepted gtc true false  ',
    'now accepted ioc false false  ',
    'now canceled ioc false false  ',
    `trail accepted gtc false false ${offset} `,
    'pair accepted gtc false false  quote',
    'whole rejected fok false false  ',
    'less rejected gtc false true  ',
    'quote amended gtc true false  ',
    'nobody rejected     ',
    'quote canceled gtc true false  ',
    'pair canceled gtc false false  quote',
  ]);
});

test('a client order id that a spreadsheet would run as a formula begins with an apostrophe', async () => {
  const ids = ['=1+2', '+1', '-1', '@A1', '\t=1', '\r=1', '=1\n2', "=cmd|'/c calc'!A0", 'a=1', '1-2'];
  record(
    join(folder, 'monday'),
    ids.map((id) => limit(id, 'buy', -100)),
  );
  const rows = await rowsOf(join(folder, 'monday'));
  const expected = ids.map((id, index) => (index < 8 ? `'${id}` : id));
  expect(rows.map((row) => row['clientOrderId'])).toEqual(expected);
  expect(rows.map(({ price }) => price)).toEqual(ids.map(() => String(referencePrice - 100 * tickSize)));
});

test('an order from before the first segment has them too', async () => {
  const session = join(folder, 'monday');
  const account = 2 as AccountIndex;
  const recorded = begin(session);
  recorded.command({ type: 'open_account', account: 'ada', deposit: 1e12 as Money });
  recorded.command(limit('older', 'buy', -9_000, { account, postOnly: true }));
  recorded.command(limit('younger', 'sell', 9_000, { account, oco: 'older' }));
  for (let n = 0; n < 1_000; n += 1) recorded.step();
  recorded.command({ type: 'cancel_order', account, order: { clientOrderId: 'older' } });
  recorded.run();

  const whole = await rowsOf(session);
  const segments = listFiles(session, 'log');
  expect(segments.length).toBeGreaterThan(3);
  for (const number of segments.slice(0, 2)) rmSync(segmentPath(session, number));
  const late = await rowsOf(session);
  expect(late).toEqual(whole.slice(-late.length));
  expect(late.slice(-2).map(textOf)).toEqual([
    'older canceled gtc true false  ',
    'younger canceled gtc false false  older',
  ]);
});
