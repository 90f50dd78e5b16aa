/** A bot between a gateway and a relay that the test controls; new for each test. */
import { afterEach, beforeEach } from 'vitest';
import type { Context, Intents, Strategy } from '../../../src/contract/strategy.ts';
import { Bot, type BotOptions, type Script } from '../../../src/workers/bot/bot.ts';
import { checkpoint, fakeHost, FakeServer } from './fake-gateway.ts';

export const SELL = { type: 'place', side: 'sell', price: 50_010, quantity: 0.01 } as const;

/** Answers each call with the next of the given intents, and records its view. */
export class Scripted implements Strategy {
  readonly contexts: Context[] = [];
  readonly calls: string[] = [];
  readonly #script: (Intents | (() => Intents))[];

  constructor(...script: (Intents | (() => Intents))[]) {
    this.#script = script;
  }

  nextOrder(context: Context): Intents {
    this.contexts.push(context);
    const next = this.#script.shift();
    return typeof next === 'function' ? next() : next;
  }

  onStart(): void {
    this.calls.push('start');
  }

  onFill(fill: { readonly quantity: number }): void {
    this.calls.push(`fill ${fill.quantity}`);
  }

  onReject(reject: { readonly code: string }): void {
    this.calls.push(`reject ${reject.code}`);
  }

  onStop(): void {
    this.calls.push('stop');
  }
}

export let gateway: FakeServer;
export let relay: FakeServer;
let bots: Bot[];

/** For the tests of the file that calls it. */
export function useServers(): void {
  beforeEach(async () => {
    gateway = await FakeServer.listen();
    relay = await FakeServer.listen((server) => server.say(checkpoint(1)));
    bots = [];
  });
  afterEach(async () => {
    gateway.close();
    relay.close();
    await Promise.all(bots.map((bot) => bot.stop()));
  });
}

export function startBot(
  strategy: Strategy,
  options: Partial<BotOptions> = {},
  params: Script['params'] = {},
) {
  const watched = fakeHost();
  const { url } = gateway;
  const common = {
    script: { strategy, sources: new Map(), params },
    account: 'tester',
    symbol: undefined,
    seed: 1,
    token: 'secret-1',
    onActivity: () => {},
  };
  const bot = new Bot({ ...common, relay: relay.url, orders: url, ...options }, watched.host);
  bots.push(bot);
  return { bot, ...watched };
}
