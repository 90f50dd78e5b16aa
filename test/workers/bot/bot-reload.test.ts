/** A bot whose strategy is reloaded, or throws outside of a callback. */
import { describe, expect, test } from 'vitest';
import { gateway, Scripted, SELL, startBot } from './bot-bench.ts';
import { welcome } from './fake-gateway.ts';

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

  test('gets the state of the previous version after that has stopped', async () => {
    const [first, second] = [new Counting(SELL), new Counting(SELL)];
    const { bot } = await trading(first);
    first.count = 7;
    bot.replace({ strategy: second, sources: new Map(), params: { levels: 3 } });
    await gateway.request('cancel_all');
    await gateway.request('place_order');
    expect(first.calls).toEqual(['start', 'stop']);
    expect(second.calls).toEqual(['restore', 'start']);
    expect(second.count).toBe(7);
    expect(second.contexts[0]?.params).toEqual({ levels: 3 });
    expect(first.contexts).toHaveLength(1);
  });

  test('starts without a state that comes too late, and the log reports it', async () => {
    class Late extends Counting {
      override async state(): Promise<unknown> {
        return Promise.resolve(super.state());
      }
    }
    const [first, second] = [new Late(SELL), new Counting(SELL)];
    const { bot, lines } = await trading(first);
    bot.replace({ strategy: second, sources: new Map(), params: {} });
    await gateway.request('place_order');
    expect(second.calls).toEqual(['start']);
    const said = 'state returned a promise; it must answer at once, so it cannot be async';
    expect(lines.all.filter((line) => line.startsWith('error'))).toEqual([expect.stringContaining(said)]);
  });

  test('starts without a state when there is none', async () => {
    const second = new Counting(SELL);
    const { bot } = await trading(new Scripted(SELL));
    bot.replace({ strategy: second, sources: new Map(), params: {} });
    await gateway.request('place_order');
    expect(second.calls).toEqual(['start']);
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
