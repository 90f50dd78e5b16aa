/**
 * The relays between an exchange and this one, so that a ring of relays is noticed: in a ring no event ever comes.
 *
 * 1. A relay has an id for as long as its process lives.
 * 2. It answers every handshake with its own id and those of the relays that it stands behind itself.
 *    Over NATS they stand in the headers of every message, and a relay that begins to publish sends one at once.
 * 3. When it comes to stand behind others, it closes the relays among its clients: they come back, and learn of them.
 */
import { randomUUID } from 'node:crypto';

/** In handshakes: what a relay shows upstream, and what it answers to its clients. */
export const VIA_HEADER = 'x-botpit-via';
/** Each hop takes its time and can fail: a longer chain is a mistake. */
const HOPS_MAX = 16;

export class Hops {
  readonly id = randomUUID();
  #upstream: readonly string[] = [];

  /** The newest relay first; ends at the exchange. */
  get via(): string {
    return [this.id, ...this.#upstream].join(',');
  }

  /**
   * @param header of the upstream's answer; an exchange sends none
   * @returns whether the way has changed, or why this relay must not be there
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
        refusal: `${upstream.length} relays stand before this one; at most ${HOPS_MAX} may stand in a row`,
      };
    }
    const isSame = upstream.join() === this.#upstream.join();
    this.#upstream = upstream;
    return isSame ? 'same' : 'changed';
  }
}
