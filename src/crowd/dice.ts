/**
 * The random draws of one trader. Each trader has a separate stream, so a change to one kind does not alter the draws
 * of the others.
 */
import { seededRandom } from '../contract/seeded-random.ts';

/** Random numbers by the number of their stream. */
export type Streams = (stream: number) => () => number;
/**
 * Source of all draws of a crowd. Anybody can find a number: its few bits leave their trace in the sizes of the first
 * orders, and with it everybody knows the fair value to come. Streams from a secret prevent that.
 */
export type Seed = number | Streams;

const SEED_STRIDE = 7_919;
const STREAM_STRIDE = 104_729;
/** Share of the sizes that are rounded, as people do. */
const ROUND_SHARE = 0.35;

export class Dice {
  readonly #random: () => number;
  #spare: number | undefined;

  /** @param stream number that distinguishes the traders of one crowd */
  constructor(seed: Seed, stream: number) {
    this.#random =
      typeof seed === 'number'
        ? seededRandom((seed * SEED_STRIDE + stream * STREAM_STRIDE) | 0)
        : seed(stream);
  }

  /** Uniform on [0, 1). */
  uniform(): number {
    return this.#random();
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }

  /** Standard normal, by the Box–Muller transform. */
  normal(): number {
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare !== undefined) return spare;
    const radius = Math.sqrt(-2 * Math.log(1 - this.#random()));
    const angle = 2 * Math.PI * this.#random();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.#random());
  }

  /** Pareto-distributed, at least 1. The tail falls with the power `exponent`. */
  pareto(exponent: number): number {
    return (1 - this.#random()) ** (-1 / exponent);
  }

  logNormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.normal());
  }

  /** Returns the size unchanged, or rounded to 1, 2 or 5 times a power of ten, as people do. */
  rounded(size: number): number {
    if (!this.chance(ROUND_SHARE)) return size;
    const power = 10 ** Math.floor(Math.log10(size));
    const digits = size / power;
    if (digits < 1.5) return power;
    if (digits < 3.5) return 2 * power;
    return digits < 7.5 ? 5 * power : 10 * power;
  }
}
