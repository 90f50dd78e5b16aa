/** The price at a web address: JSON that is fetched again and again. */
import { repeat, type Source } from './source.ts';

const FETCH_TIMEOUT_MS = 5_000;

/**
 * @param path path of the price in the JSON, such as `data.0.price`; empty: the JSON is the price
 * @throws Error that describes the value at the path
 */
export function priceAt(json: unknown, path: string): number {
  let value = json;
  for (const name of path === '' ? [] : path.split('.')) {
    value =
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  }
  const price = typeof value === 'string' ? Number(value) : value;
  if (typeof price === 'number' && price > 0 && Number.isFinite(price)) return price;
  const found = value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80);
  throw new Error(`there is no price at ${path === '' ? 'the top' : path}, but ${found}`);
}

export function polledPrice(url: string, path: string, everyMs: number): Source {
  return (listener, after) => {
    let [isAsking, isFailing] = [false, false];
    const ask = async (): Promise<void> => {
      if (isAsking) return;
      isAsking = true;
      try {
        const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
        if (!response.ok) throw new Error(`the server answered ${response.status}`);
        listener.price(priceAt(await response.json(), path));
        isFailing = false;
      } catch (error) {
        // Warn once, and again only after a success.
        if (!isFailing) listener.warn(`${url}: ${(error as Error).message}; the index stays as it is`);
        isFailing = true;
      }
      isAsking = false;
    };
    return repeat(everyMs, after, () => void ask());
  };
}
