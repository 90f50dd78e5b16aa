/**
 * docs/strategies.md: every strategy in it typechecks as in an author's editor, loads as in a bot, and makes a decision;
 * and the document describes everything that a strategy may see or define.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventSchema } from '../../../src/contract/events.ts';
import { DEFAULT_INSTRUMENT } from '../../../src/contract/instrument.ts';
import { replySchema } from '../../../src/contract/orders.ts';
import type { Strategy } from '../../../src/contract/strategy.ts';
import { writeStrategy } from '../../../src/main/new-strategy/write-strategy.ts';
import { Bot } from '../../../src/workers/bot/bot.ts';
import { createStrategy, declaredSymbols, loadStrategy } from '../../../src/workers/bot/load-strategy.ts';
import { readParams } from '../../../src/config/strategy-params.ts';
import { checkpoint, fakeHost, FakeServer, welcome } from './fake-gateway.ts';

const folder = mkdtempSync(join(tmpdir(), 'botpit-document-'));
afterAll(() => rmSync(folder, { recursive: true }));

const text = readFileSync(new URL('../../../docs/strategies.md', import.meta.url), 'utf8');
const blocks = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);
/** A block that begins with a file's name is imported by others. */
const neighbours = blocks.flatMap((code) => {
  const [, name] = /^\/\/ (\S+\.ts)$/m.exec(code.split('\n')[0] ?? '') ?? [];
  return name === undefined ? [] : [{ name, code }];
});
const strategies = blocks.filter((code) => neighbours.every((neighbour) => neighbour.code !== code));
const named = strategies.map((code, index) => [index, /class (\w+)/.exec(code)?.[1] ?? '', code] as const);

function writeNeighbours(to: string): void {
  for (const { name, code } of neighbours) writeFileSync(join(to, name), code);
}
beforeAll(() => writeNeighbours(folder));

test('it contains strategies', () => {
  expect(named.map(([, name]) => name)).toContain('FirstMaker');
  expect(named.every(([, name]) => name !== '')).toBe(true);
});

test('all of them typecheck', async () => {
  const author = mkdtempSync(join(folder, 'author-'));
  await writeStrategy(join(author, 'starter.ts'));
  writeNeighbours(author);
  strategies.forEach((code, index) => writeFileSync(join(author, `block-${index}.ts`), code));
  const compiler = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));
  execFileSync(process.execPath, [compiler, '-p', author], { cwd: author, stdio: 'pipe', encoding: 'utf8' });
});

describe('describes', () => {
  const source = readFileSync(new URL('../../../src/contract/strategy.ts', import.meta.url), 'utf8');
  const prose = text.replaceAll(/^```.*?^```$/gms, '');
  const described = new Set(prose.match(/`[^`\n]+`/g)?.flatMap((span) => span.match(/\w+/g) ?? []));

  test.each([
    'Strategy',
    'Context',
    'MarketContext',
    'PositionContext',
    'OwnOrder',
    'Candle',
    'Indicators',
    'Place',
    'Amend',
  ])('all of %s', (name) => {
    const [, body = ''] =
      new RegExp(`^export interface ${name}\\b[^\\n]*\\{\\n(.*?)^\\}`, 'ms').exec(source) ?? [];
    const members = [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??[:(]/gm)].map(([, member]) => member);
    expect(members.length).toBeGreaterThan(1);
    expect(members.filter((member) => member !== undefined && !described.has(member))).toEqual([]);
  });
});

describe('describes the message', () => {
  const messages = [...replySchema.options, ...eventSchema.options];

  test.each(['fill', 'trade', 'position_update', 'liquidation', 'order_rejected'])('%s', (type) => {
    const schema = messages.find(({ shape }) => shape.type.value === type);
    const table = text
      .split('\n\n')
      .find((part) => new RegExp(`^\\| \`type\`.* \`?${type}\\b`, 'm').test(part));
    const fields = Object.keys(schema?.shape ?? {});
    expect(fields.length).toBeGreaterThan(3);
    expect(fields.filter((field) => !table?.includes(`\`${field}\``))).toEqual([]);
  });
});

test.each(named)('block %i: %s', async (index, name, code) => {
  const path = join(folder, `${name}-${index}.ts`);
  writeFileSync(path, code);
  const file = { path, className: undefined };
  const loaded = await loadStrategy(file);
  const params = readParams(loaded.strategyClass.params, []);
  const strategy = createStrategy(file, loaded, params);
  const symbols = declaredSymbols(file, loaded);
  const decided = await decide(strategy, { params, sources: loaded.sources, symbols });
  expect(decided.filter((line) => line.startsWith('error') || line.startsWith('warn INVALID'))).toEqual([]);
});

/** @returns the log of a bot after its first decision */
async function decide(
  strategy: Strategy,
  loaded: Pick<ConstructorParameters<typeof Bot>[0]['script'], 'params' | 'sources' | 'symbols'>,
): Promise<readonly string[]> {
  const gateway = await FakeServer.listen();
  const { symbols = 'all' } = loaded;
  const names = symbols === 'all' ? [DEFAULT_INSTRUMENT.symbol] : symbols;
  const instruments = names.map((symbol) => ({ ...DEFAULT_INSTRUMENT, symbol }));
  const relay = await FakeServer.listen((server) => server.say(checkpoint(1, 'run-1', instruments)));
  const { host, lines } = fakeHost();
  const decided = new Promise<void>((resolve) => {
    const nextOrder = strategy.nextOrder.bind(strategy);
    strategy.nextOrder = (context) => {
      setImmediate(resolve);
      return nextOrder(context);
    };
  });
  const seat = { account: 'tester', symbol: undefined, seed: 1, token: undefined, onActivity: () => {} };
  const script = { ...loaded, strategy };
  const bot = new Bot({ script, ...seat, relay: relay.url, orders: gateway.url }, host);
  await gateway.request('login');
  gateway.say(welcome('run-1', [], instruments));
  await decided;
  gateway.close();
  relay.close();
  await bot.stop();
  return lines.all;
}
