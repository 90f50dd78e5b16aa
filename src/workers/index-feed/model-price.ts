/** A price from a seeded model: the crowd's fair value, with varying volatility and with jumps. */
import { Dice, FairValue, type Seed } from '../../crowd/index.ts';
import { repeat, type Source } from './source.ts';

const BASIS_POINTS = 10_000;
const MS_PER_SECOND = 1_000;

/** @param begin price at which the model begins */
export function modelPrice(begin: number, seed: Seed, everyMs: number): Source {
  return (listener, after) => {
    const fair = new FairValue(new Dice(seed, 0));
    let ms = 0;
    return repeat(everyMs, after, () => {
      listener.price(begin * Math.exp(fair.at(ms / MS_PER_SECOND) / BASIS_POINTS));
      ms += everyMs;
    });
  };
}
