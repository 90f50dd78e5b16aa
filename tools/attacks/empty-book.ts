/** Attacks in an empty or thin book, where one account can choose the prices. */
import type { Attack, Scene } from './scene.ts';

const DEPOSIT = 100_000;
const FAIR = 50_000;
const STEP_SECONDS = 0.1;
const DUMMIES = 4;
const SYBILS = 20;

function names(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
}

function accounts(given: readonly string[], deposit = DEPOSIT) {
  return given.map((name) => ({ name, deposit }));
}

/** `buyer` takes from `seller` at a price, which they can choose because the book is empty. */
function pass(scene: Scene, seller: string, buyer: string, quantity: number, price: number): void {
  scene.rest(seller, 'sell', quantity, price);
  scene.take(buyer, 'buy', quantity, price);
  scene.cancelAll(seller);
  scene.wait(STEP_SECONDS);
}

const TINY_BIDS: Attack = {
  name: 'the 0.001 bid in an empty book',
  about: 'Trades of 0.001 at ever lower prices drag the mark price under a long position of 17 BTC.',
  market: 'empty',
  attackers: accounts(['crumb-1', 'crumb-2']),
  victims: accounts(['holder', 'counterparty']),
  prepare: (scene) => pass(scene, 'counterparty', 'holder', 17, FAIR),
  run: (scene) => {
    for (let step = 1; step <= 100; step += 1) {
      const price = scene.within(scene.mark * 0.94);
      scene.rest('crumb-1', 'buy', 0.001, price);
      scene.take('crumb-2', 'sell', 0.001, price);
      scene.wait(STEP_SECONDS);
    }
  },
  aftermathSeconds: 60,
};

const MARKED_CLOSE: Attack = {
  name: 'marking the close',
  about: 'In a book of 0.1 a side, buying 0.103 at the end lifts the leaderboard’s price.',
  market: 'empty',
  attackers: accounts(['closer', 'friend']),
  victims: accounts(['small-maker']),
  prepare: (scene) => {
    pass(scene, 'small-maker', 'closer', 10, FAIR);
    scene.wait(60);
  },
  run: (scene) => {
    scene.rest('small-maker', 'buy', 0.1, FAIR * 0.9995);
    scene.rest('small-maker', 'sell', 0.1, FAIR * 1.0005);
    for (const share of [1.5, 1.15, 1.045, 1.02, 1.01, 1.005]) {
      if (scene.rest('friend', 'sell', 0.003, scene.within(FAIR * share))) break;
    }
    scene.wait(60);
    scene.market('closer', 'buy', 0.103);
    scene.wait(STEP_SECONDS);
  },
  aftermathSeconds: 1,
};

const SHOWN_QUOTES: Attack = {
  name: 'quotes in an empty book',
  about: 'One account shows the impact quantity on both sides, far below, for minutes, and trades nothing.',
  market: 'empty',
  attackers: accounts(['painter', 'short']),
  victims: accounts(['holder']),
  prepare: (scene) => pass(scene, 'short', 'holder', 17, FAIR),
  run: (scene) => {
    for (let second = 1; second <= 120; second += 1) {
      const price = scene.within(scene.mark * 0.94);
      scene.cancelAll('painter');
      scene.rest('painter', 'buy', 1, price);
      scene.rest('painter', 'sell', 1, price * 1.001);
      scene.wait(1);
    }
  },
  aftermathSeconds: 60,
  knownUnder: ['default'],
};

/** The dummy buys high from the star and sells low to it, as far as the exchange permits. */
function giveAway(scene: Scene, dummy: string, star: string): void {
  for (let turn = 0; turn < 20 && scene.equityOf(dummy) > DEPOSIT / 100; turn += 1) {
    const { mark } = scene;
    const quantity = (scene.equityOf(dummy) * 8.8) / mark;
    if (quantity < 0.01) return;
    pass(scene, star, dummy, quantity, mark);
    const held = scene.positionOf(dummy);
    const isSold = [0.8, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99].some((share) => {
      const price = scene.within(mark * share);
      if (scene.rest(star, 'buy', held, price)) scene.take(dummy, 'sell', held, price);
      scene.cancelAll(star);
      return scene.positionOf(dummy) < held;
    });
    scene.wait(STEP_SECONDS);
    if (!isSold) return;
  }
}

const DUMP: Attack = {
  name: 'self-dealing: the dump',
  about: 'Dummies buy at the mark from one account and sell back to it far below, beyond their money.',
  market: 'empty',
  attackers: accounts(['star', ...names('dummy', DUMMIES)]),
  victims: [],
  run: (scene) => names('dummy', DUMMIES).forEach((dummy) => giveAway(scene, dummy, 'star')),
  aftermathSeconds: 10,
};

const SYBIL: Attack = {
  name: 'sybil deposits in an empty book',
  about: 'Twenty fresh accounts lose their deposits to one where nobody else quotes.',
  market: 'empty',
  attackers: accounts(['star', ...names('sybil', SYBILS)]),
  victims: [],
  run: (scene) => names('sybil', SYBILS).forEach((sybil) => giveAway(scene, sybil, 'star')),
  aftermathSeconds: 10,
};

const SYBIL_AMONG_MAKERS: Attack = {
  ...SYBIL,
  name: 'sybil deposits',
  about: 'Twenty fresh accounts try to lose their deposits to one past everybody’s quotes.',
  market: 'makers',
};

export const EMPTY_BOOK: readonly Attack[] = [
  TINY_BIDS,
  SHOWN_QUOTES,
  MARKED_CLOSE,
  DUMP,
  SYBIL_AMONG_MAKERS,
  SYBIL,
];
