/** The engine with one wrong line, to show that the auditor notices it. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { EngineModule } from './simulator.ts';

export interface Mutation {
  /** Name of a file in src/engine. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Keyed by the fault. */
export const MUTANTS: Readonly<Record<string, Mutation>> = {
  'the youngest order at a price goes first': {
    file: 'book-side.ts',
    from: 'this.#levels.head(this.#best);',
    to: 'this.#levels.tail(this.#best);',
  },
  "a trade happens at the aggressor's price": {
    file: 'matching.ts',
    from: 'lots, log.price(step) as PriceTicks)',
    to: 'lots, incoming.price ?? (log.price(step) as PriceTicks))',
  },
  'an amendment to more keeps its place': {
    file: 'apply.ts',
    from: 'const keepsPriority = price === order.price && open <= order.open;',
    to: 'const keepsPriority = price === order.price;',
  },
  'an order that goes to the back keeps its priority': {
    file: 'lifecycle.ts',
    from: 'order.priority = state.nextPriority;',
    to: 'order.priority ||= state.nextPriority;',
  },
  'fees are rounded down': {
    file: 'arithmetic.ts',
    from: 'rate >= 0 ? rateOfUp(value, rate)',
    to: 'rate >= 0 ? rateOfDown(value, rate)',
  },
  'an account trades with itself': {
    file: 'book.ts',
    from: 'if (restingOwner === owner)',
    to: 'if (restingOwner < 0)',
  },
  'the cost is kept as an average price': {
    file: 'arithmetic.ts',
    from: 'return (product - (product % denominator)) / denominator;',
    to: 'return Math.trunc(amount / denominator) * numerator;',
  },
  'a position is taken over a tick beside its bankruptcy price': {
    file: 'liquidation.ts',
    from: 'const bankruptcy = bankruptcyOf(position);',
    to: 'const bankruptcy = (bankruptcyOf(position) + 1) as PriceTicks;',
  },
  'the best margin ratio is liquidated first': {
    file: 'liquidation.ts',
    from: 'return ratio < otherRatio;',
    to: 'return ratio > otherRatio;',
  },
  'what an isolated position makes goes to the cross balance': {
    file: 'ledger.ts',
    from: 'position.margin.balance = (position.margin.balance + profit) as Money;',
    to: 'position.account.cross.balance = (position.account.cross.balance + profit) as Money;',
  },
  'negative equity bears the mark price': {
    file: 'order-limits.ts',
    from: 'if (equity < 0 && rules.bindsDebtors) return false;',
    to: '',
  },
  'orders are weighed again only after a step': {
    file: 'matching.ts',
    from: 'weighPosition(state, resting.position);',
    to: '',
  },
  'the lowest score is deleveraged first': {
    file: 'deleveraging.ts',
    from: 'return difference > 0n ? 1 : -1;',
    to: 'return difference > 0n ? -1 : 1;',
  },
};

const ENGINE = fileURLToPath(new URL('../../src/engine/index.ts', import.meta.url));

/** @throws Error when the source no longer contains the line to change */
export async function loadMutant(mutation: Mutation): Promise<EngineModule> {
  const { outputFiles } = await build({
    entryPoints: [ENGINE],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    plugins: [changing(mutation)],
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  return (await import(/* @vite-ignore */ `data:text/javascript;base64,${code}`)) as EngineModule;
}

/** For vitest.config.ts: every test loads the mutant instead of the engine. @param name of a mutant */
export function mutantPlugin(name: string) {
  const mutation = MUTANTS[name];
  if (mutation === undefined) throw new Error(`no mutant '${name}'`);
  return {
    name: 'mutant',
    enforce: 'pre' as const,
    transform: (code: string, id: string) =>
      isOf(mutation, id) ? { code: mutate(code, mutation), map: null } : null,
  };
}

function isOf({ file }: Mutation, path: string): boolean {
  return /[\\/]src[\\/]engine[\\/].+\.ts$/.test(path) && basename(path) === file;
}

function mutate(source: string, { file, from, to }: Mutation): string {
  if (!source.includes(from))
    throw new Error(`${file} no longer has ${JSON.stringify(from)}: adapt the mutant`);
  return source.replace(from, to);
}

function changing(mutation: Mutation): Plugin {
  return {
    name: 'mutation',
    setup(bundle) {
      bundle.onLoad({ filter: /[\\/]engine[\\/].+\.ts$/ }, async ({ path }) => {
        if (!isOf(mutation, path)) return null;
        return { contents: mutate(await readFile(path, 'utf8'), mutation), loader: 'ts' };
      });
    },
  };
}
