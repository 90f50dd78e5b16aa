/** Accounts, tokens and TLS. */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { editAccounts } from '../../tools/accounts/edit-accounts.ts';
import { Bench, Trader } from '../support/workers.ts';

/** Made for these tests, for localhost, good for a hundred years. */
const pem = (name: string) => fileURLToPath(new URL(`../support/tls/${name}.pem`, import.meta.url));

let bench: Bench;
beforeEach(() => void (bench = new Bench()));
afterEach(() => bench.end());

const login = (trader: Trader, account: string, token?: string) =>
  trader.ask({ type: 'login', account, protocol: 1, ...(token === undefined ? {} : { token }) });

describe('an accounts file', () => {
  /** @returns the token that the tool printed */
  async function add(file: string, name: string, ...args: string[]): Promise<string> {
    const lines: string[] = [];
    await editAccounts(['add', name, '--file', file, ...args], (line) => lines.push(line));
    return lines.join('\n').split('\n').at(-1) ?? '';
  }

  test('admits only its accounts, with their tokens and deposits', async () => {
    const file = join(bench.folder, 'accounts.json');
    const [ann, bob] = [await add(file, 'ann', '--deposit', '5000'), await add(file, 'bob')];
    expect(readFileSync(file, 'utf8')).not.toContain(ann);
    const { orders } = await bench.open('--accounts-file', file);
    const trader = new Trader(await bench.socket(orders));
    expect(await login(trader, 'ann', bob)).toMatchObject({ code: 'BAD_TOKEN' });
    expect(await login(trader, 'cat', ann)).toMatchObject({ code: 'BAD_TOKEN' });
    expect(await login(trader, 'ann')).toMatchObject({
      code: 'BAD_TOKEN',
      reason: expect.stringMatching(
        /^The token for account ann is missing: send it .*, or choose another account /,
      ) as string,
    });
    expect(await login(trader, 'ann', ann)).toMatchObject({ type: 'welcome', balance: 5_000 });
    expect(await login(new Trader(await bench.socket(orders)), 'bob', bob)).toMatchObject({
      balance: 100_000,
    });
  });

  test('names operators, and they alone may set the index', async () => {
    const file = join(bench.folder, 'accounts.json');
    const [ann, olga] = [await add(file, 'ann'), await add(file, 'olga', '--operator')];
    const { orders } = await bench.open('--accounts-file', file);
    const request = { type: 'set_index', symbol: 'BTC-USD', price: 50_100 };
    const trader = new Trader(await bench.socket(orders));
    expect(await trader.ask(request)).toMatchObject({ code: 'NOT_LOGGED_IN' });
    await login(trader, 'ann', ann);
    expect(await trader.ask(request)).toMatchObject({ type: 'order_rejected', code: 'NOT_ALLOWED' });
    const operator = new Trader(await bench.socket(orders));
    await login(operator, 'olga', olga);
    expect(await operator.ask(request)).toMatchObject({ type: 'index_set', price: 50_100 });
  });

  test('an operator without a deposit logs in and cannot trade', async () => {
    const file = join(bench.folder, 'accounts.json');
    const olga = await add(file, 'olga', '--operator', '--deposit', '0');
    const { orders, events } = await bench.open('--accounts-file', file);
    const operator = new Trader(await bench.socket(orders));
    expect(await login(operator, 'olga', olga)).toMatchObject({ type: 'welcome', balance: 0 });
    expect(await operator.place('bid', 'buy', 0.001, 50_000)).toMatchObject({ code: 'INSUFFICIENT_MARGIN' });
    expect(await operator.ask({ type: 'set_index', symbol: 'BTC-USD', price: 50_100 })).toMatchObject({
      type: 'index_set',
    });
    const stream = await bench.events(events);
    expect(await stream.next(({ type }) => type === 'exchange_status')).toMatchObject({ deposits: 100_000 });
  });

  test('an account that is removed while the exchange is down loses its orders at the start, and no other does', async () => {
    const file = join(bench.folder, 'accounts.json');
    const tokens = [await add(file, 'ann'), await add(file, 'cheat')] as const;
    const session = ['--data-dir', join(bench.folder, 'session'), '--accounts-file', file];
    const { exchange, orders } = await bench.open(...session);
    for (const [index, name] of ['ann', 'cheat'].entries()) {
      const trader = new Trader(await bench.socket(orders));
      await login(trader, name, tokens[index]);
      await trader.place(name, 'buy', 0.001, 49_000);
    }
    await exchange.kill();
    await editAccounts(['remove', 'cheat', '--file', file], () => {});
    const { orders: port, events } = await bench.open(...session);
    const stream = await bench.events(events);
    const book = await stream.next(({ type }) => type === 'book_orders');
    expect(book).toMatchObject({ bids: [[49_000, 0.001, 1, expect.any(Number) as number, 'ann']] });
    const ann = new Trader(await bench.socket(port));
    expect(await login(ann, 'ann', tokens[0])).toMatchObject({ openOrders: [{ clientOrderId: 'ann' }] });
  });

  test('five wrong tokens close the connection', async () => {
    const file = join(bench.folder, 'accounts.json');
    await add(file, 'ann');
    const { orders } = await bench.open('--accounts-file', file);
    const trader = new Trader(await bench.socket(orders));
    for (let n = 0; n < 5; n += 1)
      expect(await login(trader, 'ann', `guess-${n}`)).toMatchObject({ type: 'error' });
    expect(await trader.closed).toBe(1008);
  });

  test.each([
    ['{', 'Expected property name'],
    ['{"accounts":{"ann":{"tokenHash":"abc"}}}', 'accounts.ann.tokenHash must be a SHA-256'],
    ['{"accounts":{"no spaces":{}}}', 'accounts.no spaces'],
    [
      `{"accounts":{"ann":{"tokenHash":"${'0'.repeat(64)}","deposit":0}}}`,
      "accounts.ann.deposit must be above 0, unless it is an operator's",
    ],
  ])('with the content %s is refused', async (text, message) => {
    const file = join(bench.folder, 'accounts.json');
    writeFileSync(file, text);
    const exchange = bench.exchange('--accounts-file', file);
    expect(await exchange.exited).toBe(2);
    expect(exchange.stderr).toContain(message);
  });

  test('the tool lists, renews and removes, and refuses the rest with a reason', async () => {
    const file = join(bench.folder, 'accounts.json');
    const said: string[] = [];
    const run = (...args: string[]) => editAccounts([...args, '--file', file], (line) => said.push(line));
    const accounts = () => JSON.parse(readFileSync(file, 'utf8')).accounts;
    await add(file, 'ann', '--deposit', '5000');
    await add(file, 'bob');
    const first = accounts();
    await expect(run('add', 'ann')).rejects.toThrow(`${file} has an account ann already`);
    expect(accounts()).toEqual(first);
    await run('renew', 'ann');
    expect(said.pop()).toMatch(/^New token for ann .*\n[\w-]{43}$/);
    expect(accounts().ann).toEqual({
      tokenHash: expect.not.stringMatching(first.ann.tokenHash),
      deposit: 5000,
    });
    await run('list');
    await run('remove', 'ann');
    await run('list');
    expect(said).toEqual(['ann\nbob', `Removed ann from ${file}.`, 'bob']);
    await expect(run('renew', 'ann')).rejects.toThrow(`${file} has no account ann`);
    await expect(run('remove', 'ann')).rejects.toThrow(`${file} has no account ann`);
    await expect(run('add', 'no spaces')).rejects.toThrow(
      /^NAME must be 1 to 32 of .*; got 'no spaces'\.\nnpm run/,
    );
    await expect(run('add')).rejects.toThrow('npm run accounts');
    const last = accounts();
    await expect(run('add', 'cat', 'dan')).rejects.toThrow("'dan' is one word too many.");
    await expect(run('list', 'bob')).rejects.toThrow("'bob' is one word too many.");
    expect(accounts()).toEqual(last);
    await expect(run('add', 'cat', '--deposit', '0')).rejects.toThrow(
      "--deposit must be a number above 0, or 0 with --operator; got '0'",
    );
  });
});

describe('TLS', () => {
  const args = ['--tls-cert', pem('cert'), '--tls-key', pem('key')];
  const ca = readFileSync(pem('cert'));

  test('exchange and relay serve only wss://', async () => {
    const { orders, events } = await bench.open(...args);
    const relay = bench.relay(0, ...args);
    const { relay: port = 0 } = await relay.ready();
    for (const one of [orders, events, port]) {
      const socket = new WebSocket(`wss://127.0.0.1:${one}`, { ca });
      await once(socket, 'open');
      socket.terminate();
      const plain = new WebSocket(`ws://127.0.0.1:${one}`);
      await once(plain, 'error');
    }
    const socket = new WebSocket(`wss://localhost:${orders}`, { ca });
    await once(socket, 'open');
    expect(await login(new Trader(socket), 'me')).toMatchObject({ type: 'welcome' });
    socket.terminate();
  });

  test.each([
    [['--tls-cert', pem('cert')], '--tls-cert needs --tls-key'],
    [['--tls-key', pem('key')], '--tls-key needs --tls-cert'],
    [['--tls-cert', pem('key'), '--tls-key', pem('key')], 'are not a certificate and its key'],
    [['--tls-cert', '/nowhere.pem', '--tls-key', pem('key')], '--tls-cert /nowhere.pem: ENOENT'],
  ])('%j: exit code 2', async (bad, message) => {
    const exchange = bench.exchange(...bad);
    expect(await exchange.exited).toBe(2);
    expect(exchange.stderr).toContain(message);
  });
});
