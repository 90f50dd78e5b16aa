/** A bot whose strategy is reloaded, or throws outside of a callback. */
import { deserialize, serialize } from 'node:v8';
import { describe, expect, test } from 'vitest';
import type { Context } from '../../../src/contract/strategy.ts';
import type { Bot, BotMemory, Script } from '../../../src/workers/bot/bot.ts';
import { A_TRADE } from '../../support/a-trade.ts';
import { gateway, relay, Scripted, SELL, startBot, useServers } from './bot-bench.ts';
import { welcome } from './fake-gateway.ts';

useServers();

describe('a reloaded strategy', () => {
  class Counting extends Scripted {
    count = 0;

    state(): unknown {
      return { count: this.count };
    }

    restore(state: unknown): void {
      this.calls.push('restore');
      this.count = (state as { count: number }).count;
    }
  }

  /** A bot that has placed its first order. */
  async function trading(strategy: Scripted) {
    const started = startBot(strategy);
    await gateway.request('login');
    gateway.say(welcome());
    await started.announced.next();
    await gateway.request('place_order');
    return started;
  }

  /** As the parent of two processes does: the second gets a copy. */
  async function succeed(first: Bot, second: Scripted, params: Script['params'] = {}) {
    const { bot } = startBot(second, { isNext: true }, params);
    const handedOver = first.handOver();
    const { requestId } = await gateway.request('cancel_all');
    gateway.say({ type: 'orders_canceled', requestId, count: 0 });
    bot.takeOver(deserialize(serialize(await handedOver)) as BotMemory);
    await gateway.request('login');
    gateway.say(welcome());
    await gateway.request('place_order');
  }

  test('gets the state of the version before after that has stopped, and its own parameters', async () => {
    const [first, second] = [new Counting(SELL), new Counting(SELL)];
    const { bot } = await trading(first);
    first.count = 7;
    await succeed(bot, second, { levels: 3 });
    expect(first.calls).toEqual(['start', 'stop']);
    expect(second.calls).toEqual(['restore', 'start']);
    expect(second.count).toBe(7);
    expect(second.contexts[0]?.params).toEqual({ levels: 3 });
    expect(first.contexts).toHaveLength(1);
  });

  test('reports before its first call that it is not paused, as that call may never return', async () => {
    const { bot } = await trading(new Scripted(SELL));
    const reported: unknown[] = [];
    const next = startBot(
      new Scripted(() => {
        reported.push(...next.announced.all);
        return SELL;
      }),
      { isNext: true },
    );
    const handedOver = bot.handOver();
    const { requestId } = await gateway.request('cancel_all');
    gateway.say({ type: 'orders_canceled', requestId, count: 0 });
    next.bot.takeOver(await handedOver);
    await gateway.request('login');
    gateway.say(welcome());
    await gateway.request('place_order');
    expect(reported).toContainEqual(expect.objectContaining({ event: 'status', orders: 1 }));
    expect(reported).not.toContainEqual(expect.objectContaining({ paused: expect.anything() }));
  });

  test('finds trades, candles, fills and counts as the version before left them', async () => {
    const [first, second] = [new Scripted(SELL), new Scripted(SELL)];
    const { bot } = await trading(first);
    const trade = (seq: number, price: number) => ({
      ...A_TRADE,
      seq,
      time: 2_000_000 + seq,
      tradeId: seq,
      price,
    });
    relay.say([trade(4, 50_000), trade(5, 50_100)]);
    await expect.poll(() => first.contexts.at(-1)?.market.trades.length).toBe(2);
    first.contexts.at(-1)?.market.candles(1);
    await succeed(bot, second);
    const { market, fills } = second.contexts[0] as Context;
    expect(market.trades.map(({ price }) => price)).toEqual([50_000, 50_100]);
    expect(market.candles(1)).toMatchObject([{ open: 50_000, close: 50_100, volume: 2 }]);
    expect(fills).toEqual([]);
  });

  test.each([
    [
      'a promise',
      async () => Promise.resolve(1),
      'state returned a promise; it must answer at once, so it cannot be async',
    ],
    [
      'a function',
      () => ({ price: () => 1 }),
      'state returned a value that cannot be copied to another process: () => 1 could not be cloned.',
    ],
  ])('starts without a state that is %s, and the log reports it', async (_name, state, words) => {
    const [first, second] = [new Counting(SELL), new Counting(SELL)];
    first.state = state;
    const { bot, lines } = await trading(first);
    await succeed(bot, second);
    expect(second.calls).toEqual(['start']);
    expect(lines.all.filter((line) => line.startsWith('error'))).toEqual([expect.stringContaining(words)]);
  });

  test('starts without a state when there is none', async () => {
    const second = new Counting(SELL);
    const { bot } = await trading(new Scripted(SELL));
    await succeed(bot, second);
    expect(second.calls).toEqual(['start']);
  });

  test('logs in when the version before has ended, not when it has loaded', async () => {
    const { bot } = startBot(new Scripted(SELL), { isNext: true });
    expect(gateway.requests.all).toEqual([]);
    bot.takeOver(undefined);
    await gateway.request('login');
  });
});

describe('an uncaught exception', () => {
  const thrownIn = (file: string) => {
    const error = new RangeError('no idea');
    error.stack = `RangeError: no idea\n    at Timeout._onTimeout (${file}:1:3)`;
    return error;
  };

  test('of the strategy is reported with its line, and three are too many', async () => {
    const strategy = new Scripted();
    const sources = new Map([['/bots/mine.ts', ['f();']]]);
    const { bot, lines, announced } = startBot(strategy, { script: { strategy, sources, params: {} } });
    await gateway.request('login');
    gateway.say(welcome());
    await announced.next();
    expect(bot.threw(thrownIn('/bots/mine.ts'))).toBe(true);
    expect(lines.all.at(-1)).toBe(
      'error a timer or listener of the strategy failed: /bots/mine.ts:1:3: RangeError: no idea\n  1 | f();\n    |   ^',
    );
    for (let more = 0; more < 2; more += 1) bot.threw(thrownIn('/bots/mine.ts'));
    await gateway.request('cancel_all');
    expect(lines.all.at(-1)).toMatch(/paused.*3 errors within a second.*no idea/);
  });

  test('is not the strategy’s when no frame is in a file of the author', () => {
    const { bot } = startBot(new Scripted());
    expect(bot.threw(thrownIn('/app/out/bot.js'))).toBe(false);
    expect(bot.threw('oops')).toBe(false);
  });
});
