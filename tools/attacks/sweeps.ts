/** Attacks by size: they trade through all quotes, or cancel large ones. */
import type { Attack, Scene } from './scene.ts';

const DEPOSIT = 100_000;
const STEP_SECONDS = 0.1;

function accounts(name: string, count: number, deposit = DEPOSIT) {
  return Array.from({ length: count }, (_, index) => ({ name: `${name}-${index + 1}`, deposit }));
}

/** Sends market orders as large as margin permits, for a number of seconds. */
function sweep(scene: Scene, names: readonly string[], side: 'buy' | 'sell', seconds: number): void {
  const SIZES = [5, 1, 0.2, 0.05, 0.01];
  for (let second = 0; second < seconds; second += STEP_SECONDS) {
    for (const name of names) SIZES.find((size) => scene.market(name, side, size));
    scene.wait(STEP_SECONDS);
  }
}

const BUY_EVERYTHING: Attack = {
  name: 'buy everything',
  about: 'One account buys all asks for as long as its margin allows.',
  market: 'makers',
  attackers: accounts('whale', 1),
  victims: [],
  run: (scene) => sweep(scene, ['whale-1'], 'buy', 60),
  aftermathSeconds: 120,
};

const TWO_SELLERS: Attack = {
  name: 'two sellers of everything',
  about: 'Two accounts sell into all bids for as long as their margin allows.',
  market: 'makers',
  attackers: accounts('bear', 2),
  victims: [],
  run: (scene) => sweep(scene, ['bear-1', 'bear-2'], 'sell', 60),
  aftermathSeconds: 120,
};

const PULLED_QUOTES: Attack = {
  name: 'a maker pulls all its quotes',
  about: 'The largest maker cancels at once, and its accomplice trades through what remains.',
  market: 'makers',
  attackers: [...accounts('fickle', 1, 1_000_000), ...accounts('accomplice', 1)],
  victims: accounts('student', 3),
  prepare: (scene) => {
    const { mark } = scene;
    for (let level = 1; level <= 5; level += 1) {
      scene.rest('fickle-1', 'buy', 2, mark * (1 - 0.0004 * level));
      scene.rest('fickle-1', 'sell', 2, mark * (1 + 0.0004 * level));
    }
    scene.wait(5);
    for (const student of ['student-1', 'student-2', 'student-3']) lever(scene, student);
    scene.wait(5);
  },
  run: (scene) => {
    scene.cancelAll('fickle-1');
    sweep(scene, ['accomplice-1'], 'sell', 2);
  },
  aftermathSeconds: 120,
};

const STOPS: Attack = {
  name: '100 stops under the market',
  about: 'An account sells short until a hundred stops trigger, and buys back below.',
  market: 'makers',
  attackers: accounts('raider', 1),
  victims: accounts('stopper', 100, 20_000),
  prepare: (scene) => {
    for (let index = 1; index <= 100; index += 1) {
      const stopper = `stopper-${index}`;
      scene.market(stopper, 'buy', 0.2);
      scene.wait(STEP_SECONDS);
      const held = scene.positionOf(stopper);
      if (held > 0) scene.stop(stopper, 'sell', held, scene.mark * (1 - 0.0001 * (10 + index)));
    }
  },
  run: (scene) => {
    sweep(scene, ['raider-1'], 'sell', 20);
    scene.market('raider-1', 'buy', Math.max(0, -scene.positionOf('raider-1')));
  },
  aftermathSeconds: 120,
};

const HUNTING: Attack = {
  name: 'hunting with a bid at −20 %',
  about: 'One market sale sweeps the makers and hits an accomplice’s bid far below.',
  market: 'makers',
  attackers: [...accounts('hunter', 1), ...accounts('bidder', 1, 200_000)],
  victims: accounts('student', 3),
  prepare: (scene) => {
    for (const student of ['student-1', 'student-2', 'student-3']) lever(scene, student);
    scene.wait(5);
  },
  run: (scene) => {
    scene.rest('bidder-1', 'buy', 15, scene.within(scene.mark * 0.801));
    sweep(scene, ['hunter-1'], 'sell', 5);
  },
  aftermathSeconds: 120,
};

/** Goes long at about six times the account's equity, as far as the book permits. */
function lever(scene: Scene, account: string): void {
  for (let turn = 0; turn < 60 && scene.positionOf(account) < 12; turn += 1) {
    scene.market(account, 'buy', 1);
    scene.wait(STEP_SECONDS);
  }
}

export const SWEEPS: readonly Attack[] = [BUY_EVERYTHING, TWO_SELLERS, PULLED_QUOTES, STOPS, HUNTING];
