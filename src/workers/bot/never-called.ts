/** Finds methods that look like a callback but are never called, which are usually typing mistakes. */
import type { Strategy } from '../../contract/strategy.ts';

type Callback = Extract<keyof Strategy, `on${string}`>;

const CALLBACKS = Object.keys({
  onStart: true,
  onFill: true,
  onOrder: true,
  onReject: true,
  onTrade: true,
  onBook: true,
  onTimer: true,
  onPosition: true,
  onLiquidation: true,
  onStop: true,
} satisfies Record<Callback, true>);

export interface NeverCalled {
  readonly method: string;
  readonly problem: string;
}

export function neverCalled(strategy: Strategy): readonly NeverCalled[] {
  const found = methodsOf(strategy).filter(looksLikeCallback).map(unknown);
  if (strategy.onTimer !== undefined && strategy.timerMs === undefined) {
    found.push({ method: 'onTimer', problem: 'onTimer() is never called without a field timerMs' });
  }
  return found;
}

function unknown(method: string): NeverCalled {
  return { method, problem: `${method}() is never called; the callbacks are ${CALLBACKS.join(', ')}` };
}

/** True for `onFil` or `onfill`, false for `once` or `only`. */
function looksLikeCallback(name: string): boolean {
  if (CALLBACKS.includes(name)) return false;
  return /^on[A-Z]/.test(name) || CALLBACKS.some((callback) => callback.toLowerCase() === name.toLowerCase());
}

/** Methods of the object and of its classes. */
function methodsOf(strategy: Strategy): readonly string[] {
  const names = new Set<string>();
  let owner: object | null = strategy;
  while (owner !== null && owner !== Object.prototype) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner)))
      if (typeof value === 'function') names.add(name);
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  return [...names];
}
