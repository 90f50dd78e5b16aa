/** A session that the real exchange recorded, played by the real player. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { historyUrl, parseHistory } from '../../src/contract/history.ts';
import { seededRandom } from '../../src/contract/seeded-random.ts';
import { Arrivals, Bench, type Worker } from '../support/workers.ts';

let bench: Bench;
beforeEach(() => (bench = new Bench()));
afterEach(() => bench.end());

const STAYS = { cancelOnDisconnect: false };
const session = () => join(bench.folder, 'session');

/** The texts of a stream's events. */
async function texts(port: number): Promise<Arrivals<string>> {
  const arrivals = new Arrivals<string>();
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  socket.on('message', (data) => arrivals.push((data as Buffer).toString().slice(1, -1)));
  await new Promise((resolve) => socket.once('open', resolve));
  return arrivals;
}

async function trade(orders: number, prefix: string, count: number): Promise<void> {
  const random = seededRandom(9);
  const traders = [await bench.trader(orders, 'a', STAYS), await bench.trader(orders, 'b', STAYS)];
  for (let n = 0; n < count; n += 1) {
    const side = random() < 0.5 ? 'buy' : 'sell';
    const price = 50_000 + Math.floor(random() * 20) - 10;
    await traders[n % 2]?.place(`${prefix}${n}`, side, 0.001 * (1 + Math.floor(random() * 5)), price);
  }
  for (const { socket } of traders) socket.close();
}

interface Reported {
  readonly event: string;
  readonly state: string;
  readonly seq: number;
  readonly time: number;
  readonly last: { readonly seq: number; readonly time: number };
  readonly problem?: string;
}

type Announced = Worker['announcements']['all'][number];

function position(player: Worker, holds: (reported: Reported) => boolean): Promise<Announced & Reported> {
  const isIt = (one: Announced): one is Announced & Reported =>
    one.event === 'position' && holds(one as Announced & Reported);
  return player.announcements.next(isIt);
}

async function play(...args: string[]) {
  const player = bench.worker('play', session(), '--port=0', ...args);
  const { player: port = 0 } = await player.ready();
  return { player, port };
}

/** Its history has the trades up to this moment. */
async function expectHistory(port: number, seq: number): Promise<void> {
  const address = historyUrl(`ws://127.0.0.1:${port}`, 'trades', { limit: 10_000 });
  const answer = parseHistory('trades', await (await fetch(address)).text());
  expect(answer.seq).toBe(seq);
  expect(answer.trades.map(({ tradeId }) => tradeId)).toEqual(answer.trades.map((_, index) => index + 1));
  expect(answer.trades.length).toBeGreaterThan(10);
}

test('a session plays exactly as it was published, with checkpoints, also across a crash', async () => {
  const first = await bench.open('--checkpoint-ms=100');
  const live = await texts(first.events);
  await live.next();
  await trade(first.orders, 'x', 60);
  await first.exchange.stop('SIGKILL');
  const second = await bench.open('--checkpoint-ms=100');
  const again = await texts(second.events);
  await trade(second.orders, 'y', 20);
  await second.exchange.stop();
  const heard = live.all.join(',');
  const heardAgain = again.all.join(',');
  expect(heard).toContain('"type":"trade"');

  const { player, port } = await play('--paused', '--speed=max');
  const replayed = await texts(port);
  player.process.send({ type: 'play' });
  const { last, seq } = await position(player, ({ state }) => state === 'ended');
  expect(seq).toBe(last.seq);
  const end = `"seq":${seq},`;
  while (!(await replayed.next()).includes(end));
  await expectHistory(port, seq);
  const played = replayed.all.join(',');
  expect(played.includes(heard)).toBe(true);
  expect(played.endsWith(heardAgain)).toBe(true);
  expect(player.stderr).toContain(
    `the session plays on port ${port}: connect the monitor to it as to a relay`,
  );
});

test('a running session is followed, rewound and followed again', async () => {
  const { orders, exchange } = await bench.open('--checkpoint-ms=100');
  await trade(orders, 'x', 20);
  const { player, port } = await play('--speed=max');
  const stream = await bench.events(port);
  const before = await position(player, ({ state }) => state === 'ended');
  await trade(orders, 'y', 20);
  const after = await position(player, ({ seq }) => seq > before.seq + 40);
  player.process.send({ type: 'pause' });
  player.process.send({ type: 'seek', to: { time: before.time } });
  const back = await position(player, ({ state, seq }) => state === 'paused' && seq <= before.seq);
  expect(back.seq).toBe(before.seq);
  player.process.send({ type: 'step' });
  expect((await position(player, ({ seq }) => seq > back.seq)).seq).toBeLessThan(after.seq);
  player.process.send({ type: 'play' });
  await exchange.stop();
  await position(player, ({ state, seq }) => state === 'ended' && seq > after.seq);
  const status = await stream.next((event) => event.type === 'exchange_status' && event.state === 'stopping');
  expect(status).toMatchObject({ epoch: expect.stringMatching(/@2$/) as string });
});

test('a folder that cannot be played is refused with the reason', async () => {
  const nothing = bench.worker('play', bench.folder, '--port=0');
  expect(await nothing.exited).toBe(2);
  expect(nothing.stderr).toMatch(/has no journal: it is not a session/);

  const { orders, exchange } = await bench.open();
  await trade(orders, 'x', 30);
  await exchange.stop();
  const wrong = bench.worker('play', session(), '--port=0', '--from=yesterday');
  expect(await wrong.exited).toBe(2);
  expect(wrong.stderr).toMatch(/--from: must be a seq, or a time/);

  const path = join(session(), 'journal', '000001.log');
  const bytes = readFileSync(path);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  const { player } = await play('--speed=max');
  const reported = await position(player, ({ state }) => state === 'ended');
  expect(reported.problem).toMatch(/000001\.log is damaged at byte \d+/);
  expect(reported.seq).toBeGreaterThan(5);
  await player.stop();

  rmSync(join(session(), 'journal'), { recursive: true });
  expect(await bench.worker('play', session(), '--port=0').exited).toBe(2);
});
