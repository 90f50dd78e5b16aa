/** The engine with one wrong line, to show that the auditor notices it. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { SettingKind } from './settings.ts';
import type { EngineModule } from './simulator.ts';

export interface Mutation {
  /** Name of a file in src/engine. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Instruments whose seeds show it; absent: plain ones. */
  readonly kind?: SettingKind;
  /** A seed that shows a rare fault, at which the search begins; absent: 1. */
  readonly firstSeed?: number;
}

/** Keyed by the fault. */
export const MUTANTS: Readonly<Record<string, Mutation>> = {
  'the youngest order at a price goes first': {
    file: 'queues.ts',
    from: '(integers[8 | side] as number) | 1]',
    to: 'integers[8 | side] as number]',
    firstSeed: 5,
  },
  "a trade happens at the aggressor's price": {
    file: 'matching.ts',
    from: 'lots, log.price(step) as PriceTicks)',
    to: 'lots, incoming.price ?? (log.price(step) as PriceTicks))',
  },
  'an amendment to more keeps its place': {
    file: 'amendment.ts',
    from: '&& open <= order.open;',
    to: ';',
  },
  'an order that goes to the back keeps its priority': {
    file: 'lifecycle.ts',
    from: 'order.priority = state.nextPriority;',
    to: 'order.priority ||= state.nextPriority;',
    firstSeed: 2,
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
    from: 'return Math.trunc(product / denominator) + 0;',
    to: 'return Math.trunc(amount / denominator) * numerator;',
  },
  'a sell that trades at once is weighed at its own price': {
    file: 'margin-check.ts',
    from: 'Math.max(price ?? stopPrice ?? 0, book.bids.bestPrice ?? 0)',
    to: '(price ?? stopPrice ?? 0)',
    firstSeed: 24,
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
    firstSeed: 4,
  },
  'negative equity bears the mark price': {
    file: 'order-limits.ts',
    from: 'if (equity < 0 && rules.bindsDebtors) return false;',
    to: '',
    firstSeed: 262,
  },
  'orders are weighed again only after a step': {
    file: 'matching.ts',
    from: 'weighPosition(state, resting.position);',
    to: '',
    firstSeed: 46,
  },
  'the lowest score is deleveraged first': {
    file: 'deleveraging.ts',
    from: 'return difference > 0n ? 1 : -1;',
    to: 'return difference > 0n ? -1 : 1;',
    firstSeed: 9,
  },
  'a stop that triggers leaves the other order of its pair': {
    file: 'execution.ts',
    from: 'cancelLinked(state, order);',
    to: '',
  },
  'a trade in part leaves the other order of a pair': {
    file: 'matching.ts',
    from: 'cancelLinked(state, resting);',
    to: 'if (resting.open === 0) cancelLinked(state, resting);',
  },
  'a trailing stop moves back': {
    file: 'stop-orders.ts',
    from: 'if (distance >= trailing.distance) continue;',
    to: '',
  },
  'an amended stop keeps its stop price': {
    file: 'amendment.ts',
    from: '  order.stopPrice = stopPrice;',
    to: '',
    firstSeed: 16,
  },
  'the mark price moves at any speed': {
    file: 'mark.ts',
    from: 'mark.price += Math.max(-most, Math.min(most, target - mark.price));',
    to: 'mark.price = target + 0 * most;',
    kind: 'timed',
  },
  'a sample of the mark price replaces the second oldest one': {
    file: 'price-limits.ts',
    from: 'limits.next = (next + 1) % referenceSeconds;',
    to: 'limits.next = (next + 2) % referenceSeconds;',
    kind: 'timed',
  },
  'an ask at the lower limit is not at a limit': {
    file: 'price-limits.ts',
    from: 'ask <= lower',
    to: 'ask < lower',
    kind: 'timed',
    firstSeed: 189,
  },
  'an aggressor trades beyond the price limits': {
    file: 'order-limits.ts',
    from: 'return limited(order.market, order.side, ownLimitOf(order));',
    to: 'return ownLimitOf(order);',
    kind: 'timed',
  },
  'an order that the limits have left behind trades': {
    file: 'price-limits.ts',
    from: "return side === 'buy' ? price < limits.lower : price > limits.upper;",
    to: "return side === 'buy' && price < 0;",
    kind: 'timed',
    firstSeed: 12,
  },
  'receipts of funding are rounded up': {
    file: 'funding-rate.ts',
    from: ': -rateOfDown(',
    to: ': -rateOfUp(',
    kind: 'timed',
  },
  'the last tenth of an interval has no premium': {
    file: 'funding.ts',
    from: 'Math.min(to, funding.due) - from',
    to: 'Math.min(to, funding.due - 1) - from',
    kind: 'timed',
  },
  'the price of an auction is the lowest one possible': {
    file: 'equilibrium.ts',
    from: 'Math.min(Math.max(Math.round(reference), first.low), last.high)',
    to: 'first.low + 0 * reference',
    kind: 'timed',
  },
  'an auction trades outside its collar': {
    file: 'uncross.ts',
    from: 'const found = equilibriumOf(state.rules, market, collar);',
    to: 'const found = equilibriumOf(state.rules, market);',
    kind: 'timed',
  },
  'an extension does not widen the collar': {
    file: 'collar.ts',
    from: 'spec.limits.collar * (1 + extensions)',
    to: 'spec.limits.collar',
    kind: 'timed',
  },
  'the older order of an auction is the aggressor': {
    file: 'uncross.ts',
    from: 'buy.priority < sell.priority ?',
    to: 'buy.priority > sell.priority ?',
    kind: 'timed',
  },
  'an auction does not restart the reference price': {
    file: 'uncross.ts',
    from: 'return restartReference(limits, spec.limits, found.price);',
    to: 'return;',
    kind: 'timed',
  },
  'the mark price moves while a market is halted': {
    file: 'settle.ts',
    from: 'if (!isContinuous(market)) return;',
    to: '',
    kind: 'timed',
  },
  'an account that waits for its market is not judged when it opens': {
    file: 'phase-changes.ts',
    from: 'for (const account of market.holders) suspect(state, positionOf(account, market).margin);',
    to: '',
    kind: 'timed',
    firstSeed: 63,
  },
  'a step of a liquidation may cost four fifths of what it frees': {
    file: 'liquidation-step.ts',
    from: '{ numerator: 3, denominator: 5 }',
    to: '{ numerator: 4, denominator: 5 }',
    kind: 'timed',
    firstSeed: 79,
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
