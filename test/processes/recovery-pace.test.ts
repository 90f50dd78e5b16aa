/**
 * While many orders are live, the exchange makes a snapshot only after several segments. A recovery replays the
 * segments in between.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Side } from '../../src/contract/orders.ts';
import { hashState } from '../../src/engine/index.ts';
import { CSV_FILES } from '../../src/session/csv/csv-files.ts';
import { listFiles } from '../../src/session/journal/journal-folder.ts';
import { readNext, replaySegment } from '../../src/session/journal/replay.ts';
import { readWhole } from '../../src/session/journal/segment.ts';
import { ReplayedExchange } from '../../src/session/journal/replayed-exchange.ts';
import { readSnapshot } from '../../src/session/journal/snapshot-file.ts';
import { welcome } from '../support/recorded-session.ts';
import { Bench, type Trader } from '../support/workers.ts';

/**
 * A segment has about 100 orders, and the journal grows by some 30 segments from one snapshot of 1,000 live orders to
 * the next.
 */
const OPTIONS = ['--segment-bytes=16384', '--checkpoint-ms=50', '--rate-limit=0'];
const RESTING = 500;
const LEFT_OUT_MIN = 4;
const STAYS = { cancelOnDisconnect: false };

let bench: Bench;
let session: string;
beforeEach(() => {
  bench = new Bench();
  session = join(bench.folder, 'session');
});
afterEach(() => bench.end());

const newest = (kind: 'log' | 'snapshot') => listFiles(session, kind).at(-1) ?? 1;

/** Orders at one price, all sent at once. @returns their ids by client order id, as acknowledged */
async function place(trader: Trader, prefix: string, side: Side, price: number, count: number) {
  const order = { type: 'place_order', symbol: 'BTC-USD', side, quantity: 0.001, orderType: 'limit', price };
  for (let n = 1; n < count; n += 1)
    trader.socket.send(JSON.stringify({ ...order, requestId: 'any', clientOrderId: `${prefix}${n}` }));
  await trader.place(`${prefix}0`, side, 0.001, price);
  return trader.replies.all.flatMap((reply) =>
    reply.type === 'order_accepted' && reply.clientOrderId.startsWith(prefix)
      ? [[reply.clientOrderId, reply.orderId] as const]
      : [],
  );
}

/** Hash of the state that the whole journal makes, without any snapshot. */
function hashOfJournal(): string {
  let segment = readWhole(session, 1);
  const exchange = new ReplayedExchange(segment.header, null);
  for (;;) {
    const steps = replaySegment(segment, exchange);
    let next = steps.next();
    while (next.done !== true) next = steps.next();
    if (segment.header.segment === newest('log')) return hashState(exchange.state);
    segment = readNext(session, segment, next.value);
  }
}

/** `seq` up to which both CSV files have their rows. */
const rowsReach = () => Math.min(...CSV_FILES.map((file) => lastSeq(join(session, file))));

/** `seq` of the last whole row. */
function lastSeq(file: string): number {
  const rows = existsSync(file) ? readFileSync(file, 'utf8').split('\r\n') : [];
  return Number(rows.at(-2)?.split(',')[0] ?? 0);
}

test('a kill after several segments without a snapshot loses nothing that was acknowledged', async () => {
  const first = await bench.open(...OPTIONS);
  const [buyer, seller] = [
    await bench.trader(first.orders, 'buyer', STAYS),
    await bench.trader(first.orders, 'seller', STAYS),
  ];
  await place(buyer, 'low', 'buy', 49_000, RESTING);
  await place(seller, 'high', 'sell', 51_000, RESTING);
  const resting = newest('log');
  const isLongAfter = () =>
    newest('snapshot') > resting && newest('log') >= newest('snapshot') + LEFT_OUT_MIN;
  for (let round = 0; !isLongAfter(); round += 1) {
    await place(buyer, `bid${round}-`, 'buy', 50_000, 50);
    await place(seller, `hit${round}-`, 'sell', 50_000, 50);
  }
  // A recovery begins with a snapshot only if the CSV files have all rows before it.
  const snapshotSeq = readSnapshot(session, newest('snapshot'))?.at.seq ?? Infinity;
  await expect.poll(rowsReach).toBeGreaterThanOrEqual(snapshotSeq);
  const last = await place(buyer, 'last', 'buy', 48_000, 50);
  await first.exchange.stop('SIGKILL');
  const [killed, snapshot, expected] = [newest('log'), newest('snapshot'), hashOfJournal()];

  const second = await bench.open(...OPTIONS, '--check-invariants');
  await expect.poll(() => second.exchange.stderr).toContain(`segments ${snapshot} to ${killed}, in`);
  await expect.poll(() => readSnapshot(session, killed + 1)?.hash).toBe(expected);
  const [bought, sold] = [
    await welcome(bench, second.orders, 'buyer'),
    await welcome(bench, second.orders, 'seller'),
  ];
  expect(last).toHaveLength(50);
  const ids = new Map(bought.openOrders.map(({ clientOrderId, orderId }) => [clientOrderId, orderId]));
  expect(last.filter(([name, id]) => ids.get(name) !== id)).toEqual([]);
  expect([bought, sold].map(({ openOrders }) => openOrders.length)).toEqual([RESTING + 50, RESTING]);
  expect(sold.positions[0]?.quantity).toBeLessThan(0);
});
