/** The pit without a screen: the same supervisor, under plain Node. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { fileURLToPath } from 'node:url';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { parseReply } from '../../src/contract/orders.ts';
import { hashOf } from '../../src/runtime/secrets.ts';
import { trustIn } from '../../src/net/trust.ts';
import { once } from 'node:events';
import { commandLines } from '../support/command-lines.ts';
import { Bench } from '../support/workers.ts';
import { isConflated, parseFrame } from '../../src/contract/events.ts';
import { isFree } from '../support/ports.ts';

const TLS = fileURLToPath(new URL('../support/tls/', import.meta.url));
const HOUSE = [{ strategy: 'maker', name: 'm', count: 2, params: { levels: 2 } }, { strategy: 'taker' }];

const THROWING = `export default class Throwing {
  everyMs = 50;
  nextOrder() {
    throw new Error('no luck');
  }
}
`;

let bench: Bench;
beforeEach(() => void (bench = new Bench()));
afterEach(() => bench.end());

function headless(...args: string[]) {
  return headlessWith({}, ...args);
}

function headlessWith(environment: Record<string, string>, ...args: string[]) {
  const ports = ['--orders-port=0', '--events-port=0', '--relay-port=0'];
  const session = `--data-dir=${join(bench.folder, 'session')}`;
  return bench.withEnvironment(environment, 'headless', ...ports, session, ...args);
}

test('opens, trades, reports its addresses, and closes cleanly', async () => {
  const pit = headless();
  const ports = await pit.ready();
  const stream = await bench.events(ports['relay'] ?? 0);
  for (let trades = 0; trades < 3; trades += 1) await stream.next(({ type }) => type === 'trade');
  await expect.poll(() => pit.stderr).toContain(`connect the monitor to ws://127.0.0.1:${ports['relay']}`);
  expect(await pit.stop()).toBe(0);
  expect(pit.stderr).toMatch(/relay stopped\n(.*\n)*.*exchange stopped\n.*The pit is closed\.\n$/);
  for (const port of Object.values(ports)) expect(await isFree(port)).toBe(true);
  const rows = readFileSync(join(bench.folder, 'session', 'trades.csv'), 'utf8')
    .trimEnd()
    .split('\r\n');
  expect(rows.length).toBeGreaterThan(3);
});

test('a token guards every port, and no command line shows it', async () => {
  const pit = headless('--host=0.0.0.0', '--config', withConfig({ token: 'swordfish of the pit' }));
  const ports = await pit.ready();
  const relay = `ws://127.0.0.1:${ports['relay']}`;
  const [error] = (await once(new WebSocket(relay), 'error')) as [Error];
  expect(error.message).toContain('401');
  const stream = await bench.events(ports['relay'] ?? 0, 'swordfish of the pit');
  await stream.next(({ type }) => type === 'trade');
  expect(commandLines().filter((line) => line.includes('swordfish'))).toEqual([]);
  expect(await pit.stop()).toBe(0);
});

test('house bots log in with an accounts file and TLS, with tokens that no command line shows', async () => {
  const accountsFile = withFile('accounts.json', {
    accounts: { ann: { tokenHash: hashOf("ann's secret") } },
  });
  const tls = { tlsCert: `${TLS}cert.pem`, tlsKey: `${TLS}key.pem` };
  const pit = headless('--config', withConfig({ accountsFile, ...tls, bots: HOUSE }));
  const { relay = 0, orders = 0 } = await pit.ready();
  const trust = trustIn(readFileSync(tls.tlsCert, 'utf8'));
  const stream = new WebSocket(`wss://127.0.0.1:${relay}`, trust);
  await traded(stream);
  expect(await login(new WebSocket(`wss://127.0.0.1:${orders}`, trust), 'm-1', 'a guess at it')).toBe(
    'error',
  );
  expect(await login(new WebSocket(`wss://127.0.0.1:${orders}`, trust), 'ann', "ann's secret")).toBe(
    'welcome',
  );
  const hashes = readFileSync(join(bench.folder, 'session', 'accounts.json'), 'utf8');
  expect(Object.keys((JSON.parse(hashes) as { accounts: object }).accounts)).toEqual([
    'ann',
    'm-1',
    'm-2',
    'taker',
  ]);
  expect(await pit.stop()).toBe(0);
});

test("a house bot cannot have somebody's account", async () => {
  const accountsFile = withFile('accounts.json', { accounts: { maker: { tokenHash: hashOf('x') } } });
  const pit = headless('--accounts-file', accountsFile);
  expect(await pit.exited).toBe(2);
  expect(pit.stderr).toMatch(/^error: --bots: 'maker' is an account in .*accounts\.json: .*\n$/);
});

test("the room's token does not open the account of a house bot", async () => {
  const pit = headless('--config', withConfig({ token: 'open sesame', bots: HOUSE }));
  const { orders = 0 } = await pit.ready();
  const gateway = () => new WebSocket(`ws://127.0.0.1:${orders}`);
  expect(await login(gateway(), 'm-1', 'open sesame')).toBe('error');
  expect(await login(gateway(), 'ann', 'open sesame')).toBe('welcome');
  expect(readFileSync(join(bench.folder, 'session', 'exchange.json'), 'utf8')).not.toContain('sesame');
  expect(await pit.stop()).toBe(0);
});

test('an account that the operator adds or removes takes effect within a second', async () => {
  const listed = (...names: string[]) =>
    Object.fromEntries(names.map((name) => [name, { tokenHash: hashOf(`${name}'s secret`) }]));
  const accountsFile = withFile('accounts.json', { accounts: listed('ann') });
  const pit = headless('--config', withConfig({ accountsFile, bots: '' }));
  const { orders = 0 } = await pit.ready();
  const gateway = () => new WebSocket(`ws://127.0.0.1:${orders}`);
  const ann = gateway();
  const annLeft = once(ann, 'close');
  await once(ann, 'open');
  ann.send(JSON.stringify({ type: 'login', account: 'ann', protocol: 1, token: "ann's secret" }));
  await once(ann, 'message');
  withFile('accounts.json', { accounts: listed('bob', 'cat') });
  expect((await annLeft)[0]).toBe(1008);
  expect(await login(gateway(), 'bob', "bob's secret")).toBe('welcome');
  expect(await login(gateway(), 'ann', "ann's secret")).toBe('error');
  for (const change of ['ann was removed', 'bob was added, with the usual deposit', 'cat was added'])
    await expect.poll(() => pit.stderr).toContain(`account ${change}`);
  withFile('accounts.json', 'half a fi');
  await expect.poll(() => pit.stderr).toContain('the accounts stay unchanged');
  expect(await login(gateway(), 'cat', "cat's secret")).toBe('welcome');
  expect(await pit.stop()).toBe(0);
});

test('a house bot quotes the instrument that its configuration names, and --show-logs shows its log', async () => {
  const instruments = ['BTC-USD', 'ETH-USD'].map((symbol) => ({ ...DEFAULT_INSTRUMENT, symbol }));
  const bots = [{ strategy: 'maker', symbol: 'ETH-USD', seed: 7 }];
  const pit = headless('--show-logs', '--config', withConfig({ instruments, bots }));
  const { relay = 0 } = await pit.ready();
  const stream = await bench.events(relay);
  const quoted = await stream.next((event) => event.type === 'order_update');
  expect(quoted).toMatchObject({ symbol: 'ETH-USD', account: 'maker' });
  await expect.poll(() => pit.stderr).toContain('info maker: logged in as maker');
  expect(await pit.stop()).toBe(0);
});

test('a house bot cannot trade an instrument that the exchange does not have', async () => {
  const pit = headless('--config', withConfig({ bots: [{ strategy: 'maker', symbol: 'GOLD' }] }));
  expect(await pit.exited).toBe(2);
  expect(pit.stderr).toBe('error: --bots: maker cannot trade GOLD; the instruments are BTC-USD.\n');
});

test('reports its health and its metrics to machines', async () => {
  const pit = headless('--http-port=0', '--token=open sesame');
  const { http = 0 } = await pit.ready();
  const health = await fetch(`http://127.0.0.1:${http}/healthz`);
  expect([health.status, await health.json()]).toMatchObject([200, { status: 'ok' }]);
  expect((await fetch(`http://127.0.0.1:${http}/metrics`)).status).toBe(401);
  const metrics = async () =>
    (
      await fetch(`http://127.0.0.1:${http}/metrics`, { headers: { authorization: 'Bearer open sesame' } })
    ).text();
  await expect.poll(metrics).toMatch(/^botpit_exchange_requests_total [1-9]/m);
  // Each is polled separately, once a second, and the first requests are slow.
  await expect.poll(metrics).toMatch(/^botpit_relay_clients 4$/m);
  await expect.poll(metrics).toMatch(/^botpit_exchange_request_seconds_bucket\{le="0\.001"\} [1-9]/m);
  const text = await metrics();
  expect(text).toMatch(/^botpit_exchange_request_seconds_bucket\{le="\+Inf"\} [1-9]/m);
  for (const name of ['exchange', 'relay']) {
    expect(text).toMatch(new RegExp(`^botpit_${name}_event_loop_delay_p99_seconds 0\\.`, 'm'));
    expect(text).toMatch(new RegExp(`^botpit_${name}_queue_bytes \\d`, 'm'));
  }
  expect(await pit.stop()).toBe(0);
});

test('sends browsers to the conflated feed of its relay, with the token of watchers', async () => {
  // Every process of the pit inherits the variables.
  const tokens = { BOTPIT_TOKEN: 'open sesame', BOTPIT_WATCH_TOKEN: 'only to watch' };
  const pit = headlessWith(tokens, '--http-port=0');
  const { http = 0, relay = 0 } = await pit.ready();
  const answer = await fetch(`http://127.0.0.1:${http}/?token=only%20to%20watch`, { redirect: 'manual' });
  const location = new URL(answer.headers.get('location') ?? '', 'http://host');
  const address = location.searchParams.get('relay') ?? '';
  expect(address).toBe(`ws://127.0.0.1:${relay}/?every=100&token=only%20to%20watch`);
  const socket = new WebSocket(address);
  const isMerged = new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      if (isConflated(parseFrame((data as Buffer).toString()))) resolve();
    });
  });
  await isMerged;
  socket.terminate();
  expect(await pit.stop()).toBe(0);
});

test('shows warnings and errors of its bots, and why one is paused', async () => {
  const [throwing, broken] = [join(bench.folder, 'throwing.ts'), join(bench.folder, 'broken.ts')];
  writeFileSync(throwing, THROWING);
  writeFileSync(broken, 'export default class Broken {\n  nextOrder() { return [ }\n}\n');
  const pit = headless('--config', withConfig({ bots: [{ strategy: throwing }, { strategy: broken }] }));
  await pit.ready();
  const said = () => pit.stderr;
  await expect.poll(said).toMatch(/error throwing: paused, .*3 errors within a second.*no luck/);
  await expect.poll(said).toMatch(/error broken failed: .*broken\.ts:2:26/);
  await expect
    .poll(() => pit.stderr)
    .toMatch(/error throwing: nextOrder failed: .*throwing\.ts:4:11: Error: no luck/);
  await expect.poll(() => pit.stderr).toMatch(/error throwing: +4 \| +throw new Error/);
  await expect.poll(() => pit.stderr).toMatch(/error broken: +2 \| +nextOrder\(\) \{ return \[ \}/);
  expect(pit.stderr).not.toContain('logged in as throwing');
  expect(await pit.stop()).toBe(0);
  const log = readFileSync(join(bench.folder, 'session', 'logs', 'throwing.log'), 'utf8');
  expect(log).toMatch(
    /info logged in as throwing.*\n(.*\n)*.*error nextOrder failed: .*\n +4 \| +throw new Error/,
  );
});

test('a mistake causes one line and exit code 2', async () => {
  const pit = headless('--bots', 'maker,none');
  expect(await pit.exited).toBe(2);
  expect(pit.stderr).toMatch(
    /^error: --bots: '.*none' is neither a built-in strategy \(crowd, maker, taker, random, .*\) nor .*\n$/,
  );
});

/** Resolves with the stream's first trade. */
function traded(stream: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.on('error', reject);
    stream.on('message', (data) => {
      if (!(data as Buffer).includes('"type":"trade"')) return;
      stream.terminate();
      resolve();
    });
  });
}

/** @returns the type of the reply */
async function login(socket: WebSocket, account: string, token: string): Promise<string> {
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'login', account, protocol: 1, token }));
  const [data] = (await once(socket, 'message')) as [Buffer];
  socket.terminate();
  return parseReply(data.toString()).type;
}

function withConfig(config: object): string {
  return withFile('pit.json', config);
}

function withFile(name: string, content: object | string): string {
  const path = join(bench.folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

test('the crowd trades as a house bot, and nobody else logs in under its names', async () => {
  const crowd = [{ strategy: 'crowd', seed: 3, params: { accounts: 12 } }];
  const pit = headless('--config', withConfig({ bots: crowd }));
  const ports = await pit.ready();
  const stream = await bench.events(ports['relay'] ?? 0);
  await stream.next(({ type }) => type === 'trade');
  for (const account of ['crowd.maker-1', 'crowd.me']) {
    const socket = await bench.socket(ports['orders'] ?? 0);
    socket.send(JSON.stringify({ type: 'login', account, protocol: 1, requestId: '1' }));
    const [frame] = (await once(socket, 'message')) as [Buffer];
    expect(parseReply(frame.toString('utf8'))).toMatchObject({ type: 'error', code: 'BAD_TOKEN' });
  }
  const made = stream.all.find(({ type }) => type === 'position_update');
  expect(made).toMatchObject({
    account: expect.stringMatching(/^crowd\./),
    balance: expect.closeTo(1_000_000, -3),
  });
  expect(await pit.stop()).toBe(0);
});

test('a room: the fair value falls, and the exchange is gone for a while', async () => {
  const room = join(bench.folder, 'fall.json');
  const events = [
    { type: 'fair_value', percent: -5, atSeconds: 3 },
    { type: 'outage', seconds: 1, atSeconds: 8 },
  ];
  writeFileSync(room, JSON.stringify({ about: 'A fall.', events }));
  const pit = headless('--bots=crowd', '--crowd-seed=1', `--room=${room}`);
  const ports = await pit.ready();
  const stream = await bench.events(ports['relay'] ?? 0);
  await stream.next((event) => event.type === 'mark_price' && event.price < 49_000);
  await expect.poll(() => pit.stderr).toMatch(/exchange crashed: the room: an outage/);
  await expect.poll(() => pit.stderr).toMatch(/exchange running \(restart 1\)/);
  const roomEvents = [{ text: 'fair value −5 %' }, { text: 'exchange outage of 1 s' }];
  const after = await stream.next(
    (event) => event.type === 'exchange_status' && event.roomEvents?.length === 2,
  );
  expect(after).toMatchObject({ roomEvents });
  expect(await pit.stop()).toBe(0);
});

test('a room that is not there is refused before anything opens', async () => {
  const pit = headless('--room=chaos');
  expect(await pit.exited).toBe(2);
  expect(pit.stderr).toMatch(/^error: --room: there is no room 'chaos'; there are calm, crash, .*\n$/);
});
