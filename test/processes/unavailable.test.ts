/** While the exchange recovers or stops, clients get a code for it, and bots reconnect. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { freePort } from '../support/ports.ts';
import { Bench, Trader } from '../support/workers.ts';

const COMMANDS = 40_000;
const RETRY_MS = 5;

let bench: Bench;
beforeEach(() => void (bench = new Bench()));
afterEach(() => bench.end());

/** The type or the code of the reply to a login. */
async function loginOutcome(port: number): Promise<string> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  try {
    await once(socket, 'open');
  } catch {
    await sleep(RETRY_MS);
    return 'refused';
  }
  const reply = await new Trader(socket).ask({ type: 'login', account: 'me', protocol: 1 });
  socket.terminate();
  return 'code' in reply ? reply.code : reply.type;
}

test('an exchange that stops notifies every account', async () => {
  const { exchange, orders } = await bench.open();
  const trader = await bench.trader(orders, 'me');
  const stopped = exchange.stop();
  expect(await trader.replies.next(({ type }) => type === 'error')).toMatchObject({ code: 'SHUTTING_DOWN' });
  expect(await trader.closed).toBe(1001);
  expect(await stopped).toBe(0);
});

test('an exchange that recovers rejects logins with a code, and a bot logs in when it is ready', async () => {
  const port = await freePort();
  const options = ['--orders-port', String(port), '--rate-limit', '0'];
  const first = bench.exchange(...options);
  const { events = 0 } = await first.ready();
  const trader = await bench.trader(port, 'me');
  for (let n = 0; n < COMMANDS / 2; n += 1) {
    const order = { clientOrderId: `o${n}`, symbol: 'BTC-USD', side: 'buy', orderType: 'limit' };
    const terms = { quantity: 0.001, price: 49_000 - (n % 100) };
    trader.socket.send(JSON.stringify({ type: 'place_order', ...order, ...terms }));
    trader.socket.send(JSON.stringify({ type: 'cancel_order', clientOrderId: `o${n}` }));
  }
  await trader.ask({ type: 'cancel_all' });
  const relay = bench.relay(events);
  const { relay: relayPort = 0 } = await relay.ready();
  await first.stop('SIGKILL');

  const bot = bench.worker(
    'bot',
    'maker',
    '--orders',
    `ws://127.0.0.1:${port}`,
    '--relay',
    `ws://127.0.0.1:${relayPort}`,
  );
  const second = bench.exchange(...options, '--events-port', String(events));
  const outcomes: string[] = [];
  while (outcomes.at(-1) !== 'welcome') outcomes.push(await loginOutcome(port));
  expect(outcomes).toContain('RECOVERING');
  await second.ready();
  const again = await bench.trader(port, 'me');
  expect(await again.ask({ type: 'cancel_all' })).toMatchObject({ type: 'cancel_all_done' });
  await bot.ready();
});
