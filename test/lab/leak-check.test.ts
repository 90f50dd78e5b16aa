/** What a strategy leaves behind is found, and what it cannot leave behind is not checked. Each case has a realm of its own. */
import { readFileSync } from 'node:fs';
import { createContext, runInContext, Script } from 'node:vm';
import { transformSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { isSelfContained, LANGUAGE, shapesFrom } from '../../src/lab/leak-check.ts';
import { VirtualTimer } from '../../src/lab/virtual-timers.ts';
import type { Context, Strategy, StrategyClass } from '../../src/contract/strategy.ts';
import { rosterOf } from '../../src/crowd/index.ts';
import { QuickPit } from '../../src/quick-pit/quick-pit.ts';
import { SHARED_WITH_STRATEGIES } from '../../src/workers/bot/context.ts';

const SOURCE = new URL('../../src/lab/leak-check.ts', import.meta.url);
const { code } = transformSync(readFileSync(SOURCE, 'utf8'), {
  loader: 'ts',
  format: 'iife',
  globalName: 'module',
});
const LEAK_CHECK = new Script(`${code}; shared = { method() {} }; new module.LeakCheck([shared])`);

/** @returns what the check says after the code ran */
function traceOf(strategy: string): string | undefined {
  const realm = createContext({ shared: undefined, process: { env: {} }, console: { log: () => {} } });
  const check = LEAK_CHECK.runInContext(realm) as { begin: () => void; readonly trace: string | undefined };
  check.begin();
  runInContext(`{ 'use strict'; ${strategy} }`, realm);
  return check.trace;
}

describe('a strategy leaves behind', () => {
  test.each([
    ['a global', 'globalThis.count = 1'],
    ['a property of a constructor', 'Array.count = 1'],
    ['a changed method', 'Array.prototype.at = () => 7'],
    ['a method with another flag', `Object.defineProperty(Map.prototype, 'get', { writable: false })`],
    ['a removed method', 'delete String.prototype.at'],
    ['a getter in place of a value', `Object.defineProperty(Math, 'max', { get: () => 3 })`],
    ['a frozen object', 'Object.freeze(JSON)'],
    ['another prototype', 'Object.setPrototypeOf(Map.prototype, Set.prototype)'],
    ['a property of a method', 'Math.max.count = 1'],
    ['a changed iterator', 'Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: true })'],
    ['an iterator that ends at once', 'new Map().entries().__proto__.next = () => ({ done: true })'],
    ['a changed generator', '(function* () {})().__proto__.__proto__.__proto__.count = 1'],
    ['other stack traces', 'Error.prepareStackTrace = () => 7'],
    ['a variable of the process', 'process.env.COUNT = 1'],
    ['text that was compiled', `new Function('return this')().count = 1`],
    ['text that a function compiled', `(() => {}).constructor('return this')()`],
    ['evaluated text', `(0, eval)('1')`],
    [
      'a property of what Botpit passes',
      'Object.getPrototypeOf(Reflect.ownKeys); const { method } = shared; method.count = 1',
    ],
    ['something that is collected later', 'new WeakRef({})'],
    ['another thread’s signal', 'Atomics.waitAsync'],
  ])('%s', (_, strategy) => {
    expect(traceOf(strategy)).toBeDefined();
  });
});

test('a strategy that computes leaves nothing behind', () => {
  const work = [
    'const seen = new Map([[1, [1, 2, 3].map((each) => each ** 2)]]);',
    'class Average { static count = 0; total = 0; add(value) { Average.count += 1; this.total += value; } }',
    'new Average().add(Math.max(...seen.get(1), Number.parseFloat("7.5"), Date.now()));',
    'JSON.stringify({ at: new Date(0).toISOString(), text: "a,b".split(/,/g) , big: Number(2n ** 64n) });',
    'for (const [key] of Object.entries({ a: 1 }).toSorted()) Symbol.for(key);',
    'Promise.resolve(1).then(() => {});',
  ];
  expect(traceOf(work.join('\n'))).toBeUndefined();
});

test('code that needs only itself has no import and no require', () => {
  const bundled = (body: string) =>
    `import { createRequire as botpitCreateRequire } from 'node:module'; const require = 0;\n${body}\n//# sourceMappingURL=data:import`;
  expect(isSelfContained(bundled('var important = "from here";\nexport {\n  important as default\n};'))).toBe(
    true,
  );
  for (const body of [
    'import { readFileSync } from "node:fs";',
    'export * from "lodash";',
    'const fs = require("fs");',
    'const name = "fs"; import(name);',
    'import.meta.url;',
  ])
    expect(isSelfContained(bundled(body))).toBe(false);
});

/** Keeps whatever it is given, and reads all of it. */
function hoarder(kept: unknown[]): StrategyClass {
  return class Hoarder implements Strategy {
    static params = { size: 0.01 };
    readonly everyMs = 500;
    readonly timerMs = 700;

    constructor(params: unknown) {
      kept.push(params);
    }

    nextOrder(context: Context) {
      kept.push(context, context.indicators);
      const { orders, bestBid = 0 } = { ...context, ...context.market };
      if (orders.length > 2)
        return orders.map(({ clientOrderId }) => ({ type: 'cancel', clientOrderId }) as const);
      return [
        { type: 'place', side: 'buy', quantity: 0.01, price: context.roundPrice(bestBid) } as const,
        { type: 'place', side: 'sell', quantity: 0.01 } as const,
        { type: 'place', side: 'sell', quantity: -1 } as const,
      ];
    }

    onStart = (...given: unknown[]) => void kept.push(...given);
    onTimer = (...given: unknown[]) => void kept.push(...given);
    onFill = (...given: unknown[]) => void kept.push(...given);
    onOrder = (...given: unknown[]) => void kept.push(...given);
    onReject = (...given: unknown[]) => void kept.push(...given);
    onBook = (...given: unknown[]) => void kept.push(...given);
    onTrade = (...given: unknown[]) => void kept.push(...given);
    onPosition = (...given: unknown[]) => void kept.push(...given);
  } as unknown as StrategyClass;
}

/** Everything that properties, prototypes and getters lead to. */
function reachable(kept: readonly unknown[]): ReadonlySet<object> {
  const values: object[] = [];
  const add = (value: unknown) => {
    if ((typeof value === 'object' && value !== null) || typeof value === 'function') values.push(value);
  };
  kept.forEach(add);
  for (const object of kept) {
    for (
      let owner = object as object | null;
      owner !== null;
      owner = Object.getPrototypeOf(owner) as object | null
    )
      for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(owner)))
        if ('get' in property && key !== '__proto__') add(Reflect.get(owner, key, object));
  }
  return new Set(shapesFrom(values).keys());
}

test('what strategies of two runs both reach is compared, or cannot change', () => {
  const [one, other] = [1, 2].map((seed) => {
    const kept: unknown[] = [];
    const latency = { feed: 1, order: 1, answer: 1 };
    const bot = { name: 'h', strategy: hoarder(kept), latency, onError: () => {} };
    new QuickPit([bot], seed, rosterOf(10)).run(4_000, 1_000, () => {});
    expect(kept.length).toBeGreaterThan(100);
    return reachable(kept.slice(0, 300));
  });
  const compared = shapesFrom([...LANGUAGE, VirtualTimer, hoarder, ...SHARED_WITH_STRATEGIES]);
  const shared = [...(one ?? [])].filter((object) => other?.has(object) && !compared.has(object));
  const canChange = shared.filter((object) => !Object.isFrozen(object));
  expect(canChange).toEqual([]);
});
