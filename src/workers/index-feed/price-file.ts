/**
 * Prices from a file, at the pace at which they were recorded. A line is `time,price` or `{"time":…,"price":…}`. A time
 * is a number of seconds or a date such as 2026-11-23T09:30:00Z. The first line may name the columns.
 */
import type { Source } from './source.ts';

interface TimedPrice {
  readonly seconds: number;
  readonly price: number;
}

const MS_PER_SECOND = 1_000;
const COLUMNS = /^"?time"?,"?price"?$/i;

/** @throws Error that names the line and its mistake */
export function parsePrices(text: string): readonly TimedPrice[] {
  const prices: TimedPrice[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || (index === 0 && COLUMNS.test(line.trim()))) continue;
    const next = parseLine(line, index + 1);
    const before = prices.at(-1)?.seconds ?? -Infinity;
    if (next.seconds < before) throw new Error(`line ${index + 1} is earlier than the line before it`);
    prices.push(next);
  }
  if (prices.length === 0) throw new Error('it has no prices');
  return prices;
}

function parseLine(line: string, number: number): TimedPrice {
  const [time, price] = line.startsWith('{') ? namedIn(line, number) : line.split(',');
  const seconds = secondsOf(time);
  const value = Number(price);
  if (Number.isFinite(seconds) && value > 0 && Number.isFinite(value)) return { seconds, price: value };
  throw new Error(`line ${number} is not a time and a price: ${line.slice(0, 80)}`);
}

function namedIn(line: string, number: number): readonly unknown[] {
  try {
    const { time, price } = JSON.parse(line) as { readonly time?: unknown; readonly price?: unknown };
    return [time, price];
  } catch {
    throw new Error(`line ${number} is not JSON: ${line.slice(0, 80)}`);
  }
}

function secondsOf(time: unknown): number {
  const text = String(time).trim();
  const seconds = text === '' ? NaN : Number(text);
  return Number.isNaN(seconds) ? Date.parse(text) / MS_PER_SECOND : seconds;
}

/** @param speed seconds of the file per second of real time */
export function filePrices(prices: readonly TimedPrice[], speed: number): Source {
  return (listener, after) => {
    let cancel = (): void => {};
    const send = (index: number): void => {
      const current = prices[index];
      const next = prices[index + 1];
      if (current !== undefined) listener.price(current.price);
      if (current === undefined || next === undefined) return listener.end();
      const waitMs = ((next.seconds - current.seconds) * MS_PER_SECOND) / speed;
      cancel = after(waitMs, () => send(index + 1));
    };
    send(0);
    return () => cancel();
  };
}
