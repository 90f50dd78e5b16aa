/** A session with a journal, made by two traders. */
import type { Welcome } from '../../src/contract/orders.ts';
import { seededRandom } from '../../src/contract/seeded-random.ts';
import type { Bench, Trader, Worker } from './workers.ts';

const STAYS = { cancelOnDisconnect: false };

/** The welcome of an account. */
export async function welcome(bench: Bench, port: number, account: string): Promise<Welcome> {
  const socket = await bench.socket(port);
  socket.send(JSON.stringify({ type: 'login', account, protocol: 1, ...STAYS }));
  return new Promise((resolve) => {
    socket.once('message', (data) => {
      socket.close();
      resolve(JSON.parse((data as Buffer).toString()) as Welcome);
    });
  });
}

/** Two accounts that trade, rest and cancel; every order is acknowledged. */
export async function trade(
  bench: Bench,
  orders: number,
  prefix: string,
  count = 40,
): Promise<readonly Trader[]> {
  const random = seededRandom(7);
  const traders = [await bench.trader(orders, 'a', STAYS), await bench.trader(orders, 'b', STAYS)];
  for (let n = 0; n < count; n += 1) {
    const trader = traders[n % 2] as Trader;
    const side = random() < 0.5 ? 'buy' : 'sell';
    const price = 50_000 + Math.floor(random() * 20) - 10;
    await trader.place(`${prefix}${n}`, side, 0.001 * (1 + Math.floor(random() * 5)), price);
  }
  return traders;
}

/** Its CSV files hold all rows. */
export async function flushed(exchange: Worker): Promise<void> {
  exchange.process.send({ type: 'flush' });
  await exchange.announcements.next(({ event }) => event === 'flushed');
}
