/**
 * The relays between the exchange and this one. They reveal a ring of relays, in which no event ever arrives.
 *
 * 1. A relay has one id while its process lives.
 * 2. It replies to every handshake with its own id and the ids of its upstream relays. Over NATS, the headers of every
 *    message contain them, and a relay that begins to publish sends one message at once.
 * 3. When its upstream relays change, it closes the relays among its clients, which reconnect and learn the new ids.
 */
import { randomUUID } from 'node:crypto';

/** Header of handshakes. A relay sends its id upstream, and replies to its clients with the ids of its route. */
export const VIA_HEADER = 'x-botpit-via';
/** Longest chain of relays. Each hop adds delay and can fail, so a longer chain is a mistake. */
const HOPS_MAX = 16;

export class Hops {
  readonly id = randomUUID();
  #upstream: readonly string[] = [];

  /** Ids of the route: this relay first, and the one at the exchange last. */
  get via(): string {
    return [this.id, ...this.#upstream].join(',');
  }

  /**
   * @param header header of the upstream's reply; an exchange sends none
   * @returns whether the route has changed, or the reason why this relay must end
   */
  learn(header: string): 'same' | 'changed' | { readonly refusal: string } {
    const upstream = header.split(',').filter((id) => id !== '');
    if (upstream.includes(this.id)) {
      return {
        refusal: `this is a ring of ${upstream.length} ${upstream.length === 1 ? 'relay' : 'relays'}: the upstream takes its events from this one`,
      };
    }
    if (upstream.length >= HOPS_MAX) {
      return {
        refusal: `${upstream.length} relays are upstream of this one; a chain may have at most ${HOPS_MAX}`,
      };
    }
    const isSame = upstream.join() === this.#upstream.join();
    this.#upstream = upstream;
    return isSame ? 'same' : 'changed';
  }
}
