/**
 * A strategy's record of its instruments. Access to another symbol is a mistake of the author, and the error explains
 * it.
 */
import { once } from './once.ts';
import type { TradedMarket } from './own-markets.ts';

/** Properties that printing, promises and JSON read from any object. */
const ASKED_OF_ANY_OBJECT = new Set(['then', 'toJSON', ...Object.getOwnPropertyNames(Object.prototype)]);

/** @param name name of the record in the context */
export function bySymbol<Value>(
  name: string,
  markets: readonly TradedMarket[],
  valueOf: (market: TradedMarket) => Value,
): Readonly<Record<string, Value>> {
  const record: Record<string, Value> = {};
  for (const market of markets) {
    const get = once(() => valueOf(market));
    Object.defineProperty(record, market.view.instrument.symbol, { enumerable: true, get });
  }
  return new Proxy(Object.freeze(record), {
    get(target, key, receiver): unknown {
      if (typeof key === 'string' && !Object.hasOwn(target, key) && !ASKED_OF_ANY_OBJECT.has(key))
        throw new RangeError(
          `context.${name} has no ${key}; this strategy trades ${Object.keys(target).join(', ')}`,
        );
      return Reflect.get(target, key, receiver);
    },
  });
}
