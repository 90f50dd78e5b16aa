/** The gateway with real connections: what they send and what they get, over TCP and TLS. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { connect as connectSecurely } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Doorkeeper } from '../../../src/config/accounts-file.ts';
import { compileMarkets } from '../../../src/config/exchange-config.ts';
import { DEFAULT_INSTRUMENT } from '../../../src/contract/instrument.ts';
import { FRAME_BYTES_MAX, LOGIN_FRAME_BYTES_MAX } from '../../../src/contract/protocol.ts';
import type { Money } from '../../../src/contract/units.ts';
import { createState } from '../../../src/engine/index.ts';
import { listen } from '../../../src/net/server.ts';
import { createLogger } from '../../../src/runtime/log.ts';
import { Wire } from '../../../src/session/events/wire.ts';
import { Gateway } from '../../../src/workers/exchange/gateway.ts';
import { Sequencer } from '../../../src/workers/exchange/sequencer.ts';
import { Random } from '../../simulator/random.ts';
import { upgrade } from '../../support/upgrade.mjs';

const pem = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../support/tls/${name}.pem`, import.meta.url)), 'utf8');

interface Given {
  readonly openOrdersMax?: number;
  /** Deposit of an account, in money units. */
  readonly deposit?: number;
  readonly isSecure?: boolean;
  readonly rateLimit?: number;
  readonly openingAuctionMs?: number;
  /** Microseconds since the Unix epoch. */
  readonly clock?: () => number;
}

/** @returns a function that connects a client, and the logins */
async function open(given: Given) {
  const { isSecure = false, rateLimit = 0, openOrdersMax = 10, openingAuctionMs, clock = () => 0 } = given;
  const { deposit = 1_000_000 } = given;
  const instruments = [
    { ...DEFAULT_INSTRUMENT, ...(openingAuctionMs !== undefined && { openingAuctionMs }) },
  ];
  const markets = compileMarkets({ instruments, moneyDecimals: 4, insuranceFund: 0 });
  const state = createState(markets.specs, markets.insuranceFund, markets.moneyGrid, false);
  const sequencer = new Sequencer(
    state,
    clock,
    {
      record: () => {},
      publish: () => {},
      deliver: (fact, time, command, kind) => gateway.deliver(fact, time, command, kind),
    },
    false,
  );
  const depositOf = () => deposit as Money;
  const gateway: Gateway = new Gateway(sequencer, {
    state,
    wire: new Wire(state),
    setup: { ...markets, instruments, listed: null, depositOf, useDeposits: () => {} },
    epoch: 'epoch',
    limits: { rateLimit, accountsPerAddress: 0, openOrdersMax, totalOrdersMax: 10 * openOrdersMax },
    seq: () => 0,
    commit: () => {},
    doorkeeper: new Doorkeeper({ tokens: {}, accounts: null, houseToken: null, token: null }),
  });
  const server = await listen({
    host: '127.0.0.1',
    port: 0,
    portOption: '--port',
    frameBytesMax: LOGIN_FRAME_BYTES_MAX,
    connectionsPerAddress: 100,
    log: createLogger('error', () => {}),
    ...(isSecure && { tls: { cert: pem('cert'), key: pem('key') } }),
    onConnection: (socket, connection) => gateway.accept(socket, connection),
  });
  onTestFinished(() => server.close());
  const { port } = server;
  const join = () =>
    new Client(isSecure ? connectSecurely({ port, ca: pem('cert') }) : connect(port, '127.0.0.1'));
  return { join, logins: gateway.logins };
}

interface Reply {
  readonly type: string;
  readonly requestId?: string;
  readonly reason?: string;
  readonly code?: string;
  readonly openOrders?: readonly unknown[];
}

/** A client that writes bytes and reads text frames. */
class Client {
  readonly socket: Socket;
  readonly replies: Reply[] = [];
  #unread = Buffer.alloc(0);
  #isUpgraded = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    onTestFinished(() => void socket.destroy());
  }

  /** Resolves when there are so many replies. */
  async has(count: number): Promise<void> {
    while (this.replies.length < count) await once(this.socket, 'data');
  }

  #read(chunk: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, chunk]);
    if (!this.#isUpgraded) {
      const end = this.#unread.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.#isUpgraded = true;
      this.#unread = this.#unread.subarray(end + 4);
    }
    for (;;) {
      const [first, short = 0] = this.#unread;
      const head = short === 127 ? 10 : short === 126 ? 4 : 2;
      if (this.#unread.length < head) return;
      const end =
        head + (short < 126 ? short : this.#unread.readUIntBE(short === 127 ? 4 : 2, head === 10 ? 6 : 2));
      if (this.#unread.length < end) return;
      if (first === 0x81) this.replies.push(JSON.parse(this.#unread.toString('utf8', head, end)) as Reply);
      this.#unread = this.#unread.subarray(end);
    }
  }
}

function frame(value: unknown, padding = 0): Buffer {
  const payload = Buffer.from(JSON.stringify(value) + ' '.repeat(padding));
  const mask = Buffer.from([1, 2, 3, 4]);
  const header = Buffer.from([0x81, 0xfe, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([header, mask, payload.map((byte, index) => byte ^ (mask[index & 3] as number))]);
}

const login = (account: string, more = {}) => frame({ type: 'login', account, protocol: 1, ...more });
const cancel = (orderId: number, requestId: string) => frame({ type: 'cancel_order', orderId, requestId });

test.each([false, true])(
  'clients whose frames arrive in pieces at the same time get their own replies, TLS %s',
  async (isSecure) => {
    const [CLIENTS, REQUESTS] = [6, 150];
    const random = new Random(7);
    const { join } = await open({ isSecure });
    const sending = Array.from({ length: CLIENTS }, (_, index) => {
      const name = `client-${index}`;
      const ids = Array.from({ length: REQUESTS }, (_, n) => `${name} ${n}${n % 10 === 9 ? ' é' : ''}`);
      const requests = ids.map((id, n) => cancel(1_000 * index + n + 1, id));
      return {
        name,
        ids,
        client: join(),
        bytes: Buffer.concat([Buffer.from(upgrade()), login(name), ...requests]),
      };
    });
    for (let isSending = true; isSending; await nextTurn()) {
      isSending = false;
      for (const each of sending) {
        const piece = each.bytes.subarray(0, random.between(1, 700));
        if (piece.length === 0) continue;
        isSending = true;
        each.client.socket.write(piece);
        each.bytes = each.bytes.subarray(piece.length);
      }
    }
    for (const [index, { name, ids, client }] of sending.entries()) {
      await client.has(REQUESTS + 1);
      const [welcome, ...others] = client.replies;
      expect(welcome).toMatchObject({ type: 'welcome', account: name });
      expect(others.map(({ requestId }) => requestId)).toEqual(ids);
      expect(others.map(({ reason }) => reason)).toEqual(
        ids.map((_, n) => `orderId ${1_000 * index + n + 1} names no live order of ${name}.`),
      );
    }
  },
);

test('frames that are read directly count against the rate of bytes', async () => {
  const [FRAMES, BYTES] = [20, 8_000];
  const { join } = await open({ rateLimit: FRAMES });
  const client = join();
  client.socket.write(Buffer.concat([Buffer.from(upgrade()), login('me')]));
  await client.has(1);
  const startMs = performance.now();
  for (let n = 0; n < FRAMES - 1; n += 1)
    client.socket.write(frame({ type: 'cancel_order', orderId: 1, requestId: `${n}` }, BYTES));
  await client.has(FRAMES);
  // The first bytes are a burst. The last read, of at most as many, is served before it is charged.
  const chargedBytes = FRAMES * BYTES - 2 * FRAME_BYTES_MAX;
  expect(performance.now() - startMs).toBeGreaterThan((chargedBytes / FRAME_BYTES_MAX) * 1_000 * 0.8);
});

test('a fill that time causes before a request does not take its requestId', async () => {
  let now = 1_000_000;
  const { join } = await open({ openingAuctionMs: 1_000, clock: () => now });
  const clients = ['buy', 'sell'].map((side) => {
    const client = join();
    const order = { type: 'place_order', clientOrderId: 'a', symbol: DEFAULT_INSTRUMENT.symbol, side };
    const terms = { orderType: 'limit', quantity: 0.001, price: DEFAULT_INSTRUMENT.referencePrice };
    client.socket.write(Buffer.concat([Buffer.from(upgrade()), login(side), frame({ ...order, ...terms })]));
    return client;
  });
  for (const client of clients) await client.has(2);
  const [client] = clients;
  if (client === undefined) throw new Error('no client');
  // The auction begins, and ends a second later.
  for (const [time, requestId, count] of [
    [1_200_000, 'first', 3],
    [3_000_000, 'second', 5],
  ] as const) {
    now = time;
    client.socket.write(cancel(99, requestId));
    await client.has(count);
  }
  expect(client.replies.slice(1).map(({ type, requestId }) => [type, requestId])).toEqual([
    ['order_accepted', undefined],
    ['order_rejected', 'first'],
    ['fill', undefined],
    ['order_rejected', 'second'],
  ]);
});

const order = (clientOrderId: string, side: 'buy' | 'sell', more = {}) =>
  frame({
    type: 'place_order',
    clientOrderId,
    symbol: DEFAULT_INSTRUMENT.symbol,
    side,
    orderType: 'limit',
    quantity: 0.001,
    price: DEFAULT_INSTRUMENT.referencePrice,
    ...more,
  });

/** Connects a client that logs in. */
async function loggedIn(join: () => Client, account: string, more = {}): Promise<Client> {
  const client = join();
  client.socket.write(Buffer.concat([Buffer.from(upgrade()), login(account, more)]));
  await client.has(1);
  return client;
}

test('one message echoes the id of a request, and the other side of its trade does not see it', async () => {
  const { join } = await open({});
  const maker = await loggedIn(join, 'maker');
  const taker = await loggedIn(join, 'taker');
  maker.socket.write(order('m', 'sell', { requestId: 'of the maker' }));
  await maker.has(2);
  taker.socket.write(order('t', 'buy', { requestId: 'of the taker' }));
  await Promise.all([maker.has(3), taker.has(3)]);
  const seen = [maker, taker].map(({ replies }) => replies.slice(1).map((reply) => reply.requestId));
  expect(seen).toEqual([
    ['of the maker', undefined],
    ['of the taker', undefined],
  ]);
});

test('an id comes back as it was sent, whatever its characters and the ids before it', async () => {
  const { join } = await open({});
  const client = await loggedIn(join, 'me');
  const ids = [
    'x'.repeat(64),
    'é'.repeat(64),
    '',
    '"\\\n',
    undefined,
    '\u0000\u007f\ud800',
    'last',
    undefined,
  ];
  const requests = ids.flatMap((requestId) => [
    { type: 'cancel_order', orderId: 99, requestId },
    { type: 'ping', requestId },
    { type: 'none', requestId },
  ]);
  for (const request of requests) client.socket.write(frame(request));
  await client.has(1 + requests.length);
  const echoed = client.replies.slice(1).map(({ requestId }) => requestId);
  // A ping is answered before the others.
  const sorted = (all: readonly (string | undefined)[]) => all.map((id) => id ?? 'none').toSorted();
  expect(sorted(echoed)).toEqual(sorted([...ids, ...ids, ...ids]));
  const rejected = client.replies.filter(({ type }) => type === 'order_rejected');
  expect(rejected.map(({ requestId }) => requestId)).toEqual(ids);
});

test('a connection that takes an account over gets its messages, also after the older one has closed', async () => {
  const { join, logins } = await open({});
  await loggedIn(join, 'other');
  const older = await loggedIn(join, 'me');
  older.socket.write(order('a', 'buy'));
  await older.has(2);
  const closed = once(older.socket, 'close');
  const newer = await loggedIn(join, 'me');
  expect(newer.replies[0]?.openOrders).toHaveLength(1);
  older.socket.end();
  await closed;
  expect(older.replies[2]).toMatchObject({ type: 'error', code: 'NOT_LOGGED_IN' });
  expect(logins.traders).toBe(2);
  newer.socket.write(order('b', 'buy'));
  await newer.has(2);
  expect(newer.replies[1]?.type).toBe('order_accepted');
  newer.socket.destroy();
  await vi.waitFor(() => expect(logins.traders).toBe(1));
  const last = await loggedIn(join, 'me');
  expect(last.replies[0]?.openOrders).toEqual([]);
  logins.sayGoodbye();
  await last.has(2);
  expect(last.replies[1]?.code).toBe('SHUTTING_DOWN');
});

test('an account that may no longer log in loses its orders, also while it is away', async () => {
  const { join, logins } = await open({});
  const away = await loggedIn(join, 'away', { cancelOnDisconnect: false });
  away.socket.write(order('a', 'buy'));
  await away.has(2);
  away.socket.destroy();
  await vi.waitFor(() => expect(logins.traders).toBe(0));
  logins.expelAccounts(['away', 'nobody']);
  const back = await loggedIn(join, 'away');
  expect(back.replies[0]?.openOrders).toEqual([]);
});

test('an account with many live orders that logs in again and again waits, and one without does not', async () => {
  const ORDERS = 4_000;
  const { join } = await open({ openOrdersMax: ORDERS, deposit: 1e12 });
  const startMs = performance.now();
  const now = vi.spyOn(performance, 'now').mockReturnValue(startMs);
  onTestFinished(() => now.mockRestore());
  const first = await loggedIn(join, 'many');
  first.socket.write(Buffer.concat(Array.from({ length: ORDERS }, (_, n) => order(`${n}`, 'buy'))));
  await first.has(1 + ORDERS);
  // Welcomes may list 10,000 orders at once, and the last of them one more time 4,000.
  const listed = [];
  for (let times = 0; times < 3; times += 1)
    listed.push((await loggedIn(join, 'many')).replies[0]?.openOrders);
  expect(listed.map((orders) => orders?.length)).toEqual([ORDERS, ORDERS, ORDERS]);
  const refused = await loggedIn(join, 'many');
  expect(refused.replies[0]).toMatchObject({
    code: 'RATE_LIMITED',
    reason:
      'Account many has 4000 live orders, which each login lists, and has logged in too often; wait 3 s.',
  });
  await once(refused.socket, 'close');
  for (let times = 0; times < 20; times += 1) {
    const few = await loggedIn(join, 'few');
    expect(few.replies[0]?.type).toBe('welcome');
  }
  now.mockReturnValue(startMs + 3_000);
  expect((await loggedIn(join, 'many')).replies[0]?.openOrders).toHaveLength(ORDERS);
});

test('a second login on a connection counts against its rate, and beyond it the connection is read slowly', async () => {
  const [RATE, LOGINS] = [20, 60];
  const { join } = await open({ rateLimit: RATE });
  const client = await loggedIn(join, 'me');
  const startMs = performance.now();
  client.socket.write(Buffer.concat(Array.from({ length: LOGINS }, () => login('me'))));
  await client.has(1 + LOGINS);
  const codes = client.replies.slice(1).map(({ code }) => code);
  expect(codes.filter((code) => code === 'RATE_LIMITED').length).toBeGreaterThan(0);
  expect(new Set(codes)).toEqual(new Set(['BAD_MESSAGE', 'RATE_LIMITED']));
  // Beyond the burst, every second frame waits for 1 / RATE seconds.
  expect(performance.now() - startMs).toBeGreaterThan(((LOGINS - RATE) / 2 / RATE) * 1_000 * 0.5);
});

test('the reply to a frame of unknown fields is short', async () => {
  const { join } = await open({});
  const client = await loggedIn(join, 'me');
  const fields = Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [`field${n}`, 1]));
  client.socket.write(frame({ type: 'cancel_all', ...fields }));
  await client.has(2);
  expect(client.replies[1]?.reason).toBe('cancel_all takes no "field0"; it takes requestId, symbol.');
});
