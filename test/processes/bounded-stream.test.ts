/** Scripts that open accounts or rest orders by the thousand: others still get in, and the stream stays small. */
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { parseFrame } from '../../src/contract/events.ts';
import { parseReply, type Reply } from '../../src/contract/orders.ts';
import { Arrivals, Bench, Trader } from '../support/workers.ts';

const NAMES = 10_000;
const ACCOUNTS = 4;
const ORDERS_EACH = 10_000;
const CHECKPOINT_BYTES_MAX = 64 * 1_024;
/** The gateway closes a connection at its eighth error before the login. */
const TRIES_PER_CONNECTION = 7;
const CONNECTIONS_AT_ONCE = 50;

let bench: Bench;
beforeEach(() => void (bench = new Bench()));
afterEach(() => bench.end());

/** Bytes of each checkpoint, which quiet markets send alone. */
async function checkpoints(port: number): Promise<Arrivals<number>> {
  const bytes = new Arrivals<number>();
  const socket = await bench.socket(port);
  socket.on('message', (data) => {
    const text = (data as Buffer).toString();
    if (parseFrame(text)[0]?.type === 'exchange_status') bytes.push(text.length);
  });
  return bytes;
}

describe(`${NAMES} names, opened by one script`, () => {
  const login = (account: string) => JSON.stringify({ type: 'login', account, protocol: 1 });

  /** One connection: it opens one account, or none with several names. */
  async function open(port: number, names: string[]): Promise<readonly string[]> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`);
    const isOpen = await Promise.race([
      once(socket, 'open').then(() => true),
      once(socket, 'error').then(() => false),
    ]);
    if (!isOpen) return [];
    const outcomes: string[] = [];
    for (let tries = 0; tries < TRIES_PER_CONNECTION && names.length > 0; tries += 1) {
      socket.send(login(names.pop() as string));
      const [data] = (await once(socket, 'message')) as [Buffer];
      const reply: Reply = parseReply(data.toString());
      outcomes.push(reply.type === 'error' ? reply.code : reply.type);
      if (reply.type === 'welcome') break;
    }
    socket.terminate();
    return outcomes;
  }

  test('a newcomer from another address gets in, and the checkpoint stays small', async () => {
    const { orders, events } = await bench.open(
      '--checkpoint-ms',
      '200',
      '--connections-per-address',
      '2000',
    );
    const names = Array.from({ length: NAMES }, (_, index) => `name-${index}`);
    const counts = new Map<string, number>();
    const work = async () => {
      while (names.length > 0) {
        for (const outcome of await open(orders, names)) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS_AT_ONCE }, work));
    // The limit grows by one account every 3.6 s.
    const opened = counts.get('welcome') ?? 0;
    expect(opened).toBeGreaterThanOrEqual(1_000);
    expect(opened).toBeLessThan(1_100);
    expect(counts.get('TOO_MANY_ACCOUNTS')).toBe(NAMES - opened);

    const elsewhere = new WebSocket(`ws://127.0.0.1:${orders}`, { localAddress: '127.0.0.2' });
    await once(elsewhere, 'open');
    const newcomer = new Trader(elsewhere);
    expect(await newcomer.ask({ type: 'login', account: 'newcomer', protocol: 1 })).toMatchObject({
      type: 'welcome',
    });
    expect(await newcomer.place('a', 'buy', 1, 49_000)).toMatchObject({ type: 'order_accepted' });
    expect(await (await checkpoints(events)).next()).toBeLessThan(CHECKPOINT_BYTES_MAX);
    elsewhere.terminate();
  });
});

test('accounts that have traded and are flat do not fill the checkpoint', async () => {
  const traders = 400;
  const { orders, events } = await bench.open('--checkpoint-ms', '200', '--rate-limit', '0');
  const maker = await bench.trader(orders, 'maker');
  for (let n = 0; n < traders; n += 1) {
    await maker.place(`s${n}`, 'sell', 0.001, 50_010);
    await maker.place(`b${n}`, 'buy', 0.001, 49_990);
    const trader = await bench.trader(orders, `trader-${n}`);
    await trader.place('in', 'buy', 0.001, null);
    await trader.place('out', 'sell', 0.001, null);
    trader.socket.terminate();
  }
  const sizes = await checkpoints(events);
  // Each of them would take 400 bytes.
  for (let n = 0; n < 5; n += 1) expect(await sizes.next()).toBeLessThan(CHECKPOINT_BYTES_MAX);
});

test(`${ACCOUNTS} accounts with ${ORDERS_EACH} resting orders each leave the stream small`, async () => {
  const { orders, events } = await bench.open('--checkpoint-ms', '200', '--rate-limit', '0');
  for (let account = 0; account < ACCOUNTS; account += 1) {
    const trader = await bench.trader(orders, `rester-${account}`);
    for (let n = 0; n < ORDERS_EACH; n += 1) {
      const price = 49_999 - (n % 2_500) - account * 0.5;
      const terms = { symbol: 'BTC-USD', side: 'buy', orderType: 'limit', quantity: 0.001, price };
      trader.socket.send(JSON.stringify({ type: 'place_order', clientOrderId: `o${n}`, ...terms }));
    }
    const last = `o${ORDERS_EACH - 1}`;
    expect(
      await trader.replies.next((reply) => 'clientOrderId' in reply && reply.clientOrderId === last),
    ).toMatchObject({ type: 'order_accepted' });
    expect(trader.replies.all.filter(({ type }) => type === 'order_accepted')).toHaveLength(ORDERS_EACH);
    expect(await trader.place('one more', 'buy', 0.001, 45_000)).toMatchObject({ code: 'TOO_MANY_ORDERS' });
  }
  const sizes = await checkpoints(events);
  for (let n = 0; n < 5; n += 1) expect(await sizes.next()).toBeLessThan(CHECKPOINT_BYTES_MAX);
});
