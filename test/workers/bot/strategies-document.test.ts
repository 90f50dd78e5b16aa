/** Every strategy in docs/strategies.md is loaded as a bot loads it, and makes a decision. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Strategy } from '../../../src/contract/strategy.ts';
import { Bot } from '../../../src/workers/bot/bot.ts';
import { createStrategy, loadStrategy } from '../../../src/workers/bot/load-strategy.ts';
import { readParams } from '../../../src/workers/bot/params.ts';
import { checkpoint, fakeHost, FakeServer, welcome } from './fake-gateway.ts';

const folder = mkdtempSync(join(tmpdir(), 'botpit-document-'));
afterAll(() => rmSync(folder, { recursive: true }));

const text = readFileSync(new URL('../../../docs/strategies.md', import.meta.url), 'utf8');
const blocks = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);
const named = blocks.map((code) => [/class (\w+)/.exec(code)?.[1] ?? '', code] as const);

test('there are strategies in it', () => {
  expect(named.map(([name]) => name)).toContain('FirstMaker');
  expect(named.every(([name]) => name !== '')).toBe(true);
});

test.each(named)('%s', async (name, code) => {
  const path = join(folder, `${name}.ts`);
  writeFileSync(path, code);
  const file = { path, className: undefined };
  const loaded = await loadStrategy(file);
  const params = readParams(loaded.strategyClass.params, []);
  const strategy = createStrategy(file, loaded, params);
  const decided = await decide(strategy, { params, sources: loaded.sources });
  expect(decided.filter((line) => line.startsWith('error') || line.startsWith('warn INVALID'))).toEqual([]);
});

/** @returns the log of a bot after its first decision */
async function decide(
  strategy: Strategy,
  loaded: Pick<ConstructorParameters<typeof Bot>[0]['script'], 'params' | 'sources'>,
): Promise<readonly string[]> {
  const gateway = await FakeServer.listen();
  const relay = await FakeServer.listen((server) => server.say(checkpoint(1)));
  const { host, lines } = fakeHost();
  let watched = strategy;
  const decided = new Promise<void>((resolve) => {
    watched = {
      ...strategy,
      nextOrder: (context) => {
        setImmediate(resolve);
        return strategy.nextOrder(context);
      },
    };
  });
  const seat = { account: 'tester', symbol: undefined, seed: 1, token: undefined, onActivity: () => {} };
  const script = { ...loaded, strategy: watched };
  const bot = new Bot({ script, ...seat, relay: relay.url, orders: gateway.url }, host);
  await gateway.request('login');
  gateway.say(welcome());
  await decided;
  gateway.close();
  relay.close();
  await bot.stop();
  return lines.all;
}
