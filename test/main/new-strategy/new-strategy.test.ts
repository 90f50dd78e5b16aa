/** The files of File → New Strategy, checked by the real compiler and loaded as a bot loads them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newStrategy } from '../../../src/main/new-strategy/new-strategy.ts';
import { withEnding, writeStrategy } from '../../../src/main/new-strategy/write-strategy.ts';
import type { Context, OwnOrder } from '../../../src/contract/strategy.ts';
import { createStrategy, loadStrategy } from '../../../src/workers/bot/load-strategy.ts';
import { readParams } from '../../../src/config/strategy-params.ts';

const COMPILER = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));
const FILES = ['botpit.d.ts', 'my-strategy.ts', 'tsconfig.json'];

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'botpit-new-'));
  path = join(folder, 'my-strategy.ts');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** @returns the compiler's errors; empty: none. */
function typecheck(): string {
  try {
    return execFileSync(process.execPath, [COMPILER, '-p', folder], { cwd: folder, encoding: 'utf8' });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

describe('the folder', () => {
  test('contains everything that the compiler needs', async () => {
    await writeStrategy(path);
    expect(readdirSync(folder).toSorted()).toEqual(FILES);
    expect(readFileSync(join(folder, 'botpit.d.ts'), 'utf8')).not.toMatch(/^\s*import|\bz\.|zod/m);
    expect(typecheck()).toBe('');
  });

  test('has types for all of a strategy, which report its mistakes', async () => {
    await writeStrategy(path);
    writeFileSync(
      join(folder, 'checks.ts'),
      `import type { Context, Fill, Intents, Liquidation, OrderRejected, PositionUpdate, Strategy, Trade } from 'botpit';
export default class implements Strategy {
  nextOrder(context: Context): Intents {
    const tier: number | null | undefined = context.instrument.marginTiers[0]?.upTo;
    const [price, quantity]: readonly [number, number] = context.market.bids[0] ?? [0, tier ?? 0];
    return { type: 'place', side: 'buy', price, quantity, selfTradePrevention: 'decrement', timeInForce: 'ioc' };
  }
  async onFill({ liquidity, fee, remainingQuantity }: Fill) { void ([liquidity === 'maker', fee + remainingQuantity]); }
  onReject({ code, clientOrderId }: OrderRejected) { void (code === 'INVALID_PRICE' && clientOrderId?.at(0)); }
  onTrade({ aggressor, tradeId }: Trade) { void ([aggressor === 'sell', tradeId.toFixed()]); }
  onPosition({ marginMode, liquidationPrice }: PositionUpdate) { void ([marginMode === 'isolated', liquidationPrice?.toFixed()]); }
  onLiquidation({ stage }: Liquidation) { void (stage === 'auto_deleveraged'); }
}
`,
    );
    expect(typecheck()).toBe('');
    writeFileSync(
      join(folder, 'wrong.ts'),
      `import type { Context, Fill, Trade } from 'botpit';
export const side = (fill: Fill) => fill.side === 'bye';
export const quantity = (context: Context) => { context.position.quantity = 5; };
export const nothing = (trade: Trade) => trade.nothing;
`,
    );
    const complaints = typecheck().match(/^wrong\.ts\(\d+/gm);
    expect(complaints).toEqual(['wrong.ts(2', 'wrong.ts(3', 'wrong.ts(4']);
  });

  test('keeps existing types and settings', async () => {
    writeFileSync(join(folder, 'tsconfig.json'), '{ "mine": true }');
    writeFileSync(join(folder, 'botpit.d.ts'), '// mine');
    await writeStrategy(path);
    expect(readFileSync(join(folder, 'tsconfig.json'), 'utf8')).toBe('{ "mine": true }');
    expect(readFileSync(join(folder, 'botpit.d.ts'), 'utf8')).toBe('// mine');
  });
});

describe('the strategy', () => {
  const context = (position: number, orders: readonly OwnOrder[], params: object) =>
    ({
      market: { mark: 50_000 },
      position: { quantity: position },
      instrument: { lotSize: 0.001 },
      orders,
      params,
      roundPrice: Math.round,
      roundQuantity: (quantity: number) => quantity,
    }) as unknown as Context;

  async function load() {
    await writeStrategy(path);
    const file = { path, className: undefined };
    const loaded = await loadStrategy(file);
    const params = readParams(loaded.strategyClass.params, []);
    const strategy = createStrategy(file, loaded, params);
    return (position: number, orders: readonly OwnOrder[] = []) =>
      strategy.nextOrder(context(position, orders, params));
  }
  const live = (side: 'buy' | 'sell', price: number): OwnOrder => ({
    clientOrderId: side,
    orderId: 1,
    symbol: 'BTC-USD',
    side,
    price,
    stopPrice: undefined,
    quantity: 0.005,
    filledQuantity: 0,
    state: 'live',
    queueAhead: undefined,
  });

  test('makes a market unchanged', async () => {
    const next = await load();
    expect(next(0)).toEqual([
      { type: 'place', side: 'buy', price: 49_975, quantity: 0.005, postOnly: true },
      { type: 'place', side: 'sell', price: 50_025, quantity: 0.005, postOnly: true },
    ]);
    expect(next(0, [live('buy', 49_975), live('sell', 50_030)])).toEqual([
      { type: 'amend', clientOrderId: 'sell', price: 50_025 },
    ]);
    expect(next(0.05, [live('buy', 49_975), live('sell', 50_025)])).toEqual([
      { type: 'cancel', clientOrderId: 'buy' },
    ]);
  });
});

describe('the command', () => {
  /** Answers like a user, and records the messages. */
  class UserStub {
    chosen: string | null = path;
    overwrites = false;
    editorProblem = '';
    readonly selected: string[] = [];
    readonly shown: string[] = [];

    readonly run = () =>
      newStrategy({
        dialogs: {
          newStrategy: (suggested) => this.#answer(`save as ${suggested}`, this.chosen),
          mayOverwrite: ([first]) => this.#answer(`overwrite ${first}`, this.overwrites),
          problem: (message, detail) => this.#answer(`${message} ${detail}`, undefined),
        },
        startFolder: folder,
        select: (file) => void this.selected.push(file),
        edit: () => Promise.resolve(this.editorProblem),
      });

    #answer<Answer>(words: string, answer: Answer): Promise<Answer> {
      this.shown.push(words);
      return Promise.resolve(answer);
    }
  }

  let user: UserStub;
  beforeEach(() => {
    user = new UserStub();
  });

  test('selects the new strategy', async () => {
    await user.run();
    expect(user.selected).toEqual([path]);
    expect(user.shown).toEqual([`save as ${path}`]);
  });

  test('writes nothing when the dialog is dismissed', async () => {
    user.chosen = null;
    await user.run();
    expect(user.selected).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('asks before it replaces a file that the dialog did not name', async () => {
    writeFileSync(path, '// mine');
    user.chosen = join(folder, 'my-strategy');
    await user.run();
    expect(user.selected).toEqual([]);
    expect(user.shown).toContain(`overwrite ${path}`);
    expect(readFileSync(path, 'utf8')).toBe('// mine');
    user.overwrites = true;
    await user.run();
    expect(user.selected).toEqual([path]);
    expect(readFileSync(path, 'utf8')).toContain('class MyStrategy');
  });

  test('reports a file that could not be written', async () => {
    mkdirSync(path);
    await user.run();
    expect(user.selected).toEqual([]);
    expect(user.shown[1]).toContain(`The strategy was not written. ${path} cannot be written: EISDIR`);
  });

  test('reports that no editor opened; the strategy is selected all the same', async () => {
    user.editorProblem = 'There is no application for it.';
    await user.run();
    expect(user.selected).toEqual([path]);
    expect(user.shown[1]).toBe(
      `${path} was written, but no editor opened it. There is no application for it.`,
    );
  });
});

test.each([
  ['/a/mine.ts', '/a/mine.ts'],
  ['/a/mine.mts', '/a/mine.mts'],
  ['/a/mine', '/a/mine.ts'],
  ['/a/mine.js', '/a/mine.js.ts'],
  ['/a/mine.d.ts', '/a/mine.d.ts.ts'],
])('%s is written to %s', (chosen, written) => expect(withEnding(chosen)).toBe(written));
