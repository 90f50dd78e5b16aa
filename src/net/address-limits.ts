/** A token bucket for each address. */
import type { Socket } from 'node:net';
import { RateLimit } from './rate-limit.ts';

/** Largest number of remembered addresses. With more, all start afresh. */
const ADDRESSES_MAX = 10_000;

export class AddressLimits {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #byAddress = new Map<string, RateLimit>();

  /** @param perSecond average rate; 0: no limit */
  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
  }

  /** @param now milliseconds of a monotonic clock @returns true when this address may act once more */
  pass({ remoteAddress = '' }: Socket, now: number): boolean {
    let limit = this.#byAddress.get(remoteAddress);
    if (limit === undefined) {
      if (this.#byAddress.size >= ADDRESSES_MAX) this.#byAddress.clear();
      limit = new RateLimit(this.#perSecond, now, this.#burst);
      this.#byAddress.set(remoteAddress, limit);
    }
    return limit.pass(now);
  }
}
