/** Attacks on the auction after a halt, by accounts of one owner. The crowd and the bots trade as well. */
import type { Attack, Scene } from './scene.ts';

const DEPOSIT = 100_000;
/** Pairs of accounts, of which one sells to the other. */
const PAIRS = [1, 2, 3, 4, 5, 6, 7, 8];
const PAINTED_COINS = 8;
const PAINTED_RISE = 0.12;
/** Three quarters of the band of a pit: H11. */
const WIDEST_COLLAR = 0.0749;
const HALT_SECONDS = 40;
const LAST_MOMENT_SECONDS = 0.2;
/** Distance of the orders of one lot that cross all others. */
const CRUMB_AWAY = 0.095;
const CRUMB_COINS = 0.001;
const SHOWN_COINS = 15;
const SHOWN_STEP = 0.0005;
const DUMPED_COINS = 2;
/** Just inside the first collar of a pit. */
const DUMPED_FALL = 0.0245;

function halted(scene: Scene): void {
  scene.pit.setPhase('halt');
  scene.wait(HALT_SECONDS);
  scene.pit.setPhase('resume');
}

function lengthSeconds({ pit }: Scene): number {
  return (pit.market.instrument.reopeningAuctionMs ?? 0) / 1_000;
}

function cancelAll(scene: Scene): void {
  for (const pair of PAIRS) for (const name of ['buyer', 'seller']) scene.cancelAll(`${name}-${pair}`);
}

/** Each pair trades with itself in the last moment of an auction, and takes its orders back just after its end. */
function paint(scene: Scene, price: number): void {
  for (const pair of PAIRS) {
    scene.rest(`seller-${pair}`, 'sell', PAINTED_COINS, price);
    scene.rest(`buyer-${pair}`, 'buy', PAINTED_COINS, price);
  }
  if (scene.pit.market.phase !== 'auction') throw new Error('painted after the end of the auction');
  scene.wait(2 * LAST_MOMENT_SECONDS);
  cancelAll(scene);
}

/** Has the auction extended twice, and trades at the end of the widest collar. */
function paintEdge(scene: Scene): void {
  const price = scene.mark * (1 + PAINTED_RISE);
  scene.wait(lengthSeconds(scene) - LAST_MOMENT_SECONDS);
  for (let extension = 1; extension <= 2; extension += 1) {
    paint(scene, price);
    scene.wait(lengthSeconds(scene) - 2 * LAST_MOMENT_SECONDS);
  }
  paint(scene, scene.mark * (1 + WIDEST_COLLAR));
}

const PAINTED_AUCTION: Attack = {
  name: 'a painted auction',
  about: 'In the last moment of the auction after a halt, accounts of one owner trade 12 % above everybody.',
  market: 'makers',
  needsCrowd: true,
  attackers: PAIRS.flatMap((pair) =>
    ['buyer', 'seller'].map((name) => ({ name: `${name}-${pair}`, deposit: DEPOSIT })),
  ),
  victims: [],
  run: (scene) => {
    halted(scene);
    scene.wait(lengthSeconds(scene) - LAST_MOMENT_SECONDS);
    paint(scene, scene.mark * (1 + PAINTED_RISE));
  },
  aftermathSeconds: 120,
};

const PAINTED_EDGE: Attack = {
  ...PAINTED_AUCTION,
  name: 'a painted auction at the edge of its collar',
  about: 'The same accounts have the auction extended twice, and then trade at the end of the widest collar.',
  run: (scene) => {
    halted(scene);
    paintEdge(scene);
  },
};

const SHUT_OUT: Attack = {
  ...PAINTED_AUCTION,
  name: 'makers shut out of an auction',
  about: 'Orders of one lot cross everybody’s, so that no post-only quote enters, and the edge is painted.',
  run: (scene) => {
    const { mark } = scene;
    halted(scene);
    scene.rest('buyer-8', 'buy', CRUMB_COINS, mark * (1 + CRUMB_AWAY));
    scene.rest('seller-8', 'sell', CRUMB_COINS, mark * (1 - CRUMB_AWAY));
    paintEdge(scene);
  },
};

const WITHDRAWN_BIDS: Attack = {
  ...PAINTED_AUCTION,
  name: 'bids withdrawn from an auction',
  about: 'Accounts show bids for 120 BTC in an auction, and offer far below in its last moment instead.',
  run: (scene) => {
    const { mark } = scene;
    halted(scene);
    for (const pair of PAIRS) {
      scene.rest(`buyer-${pair}`, 'buy', SHOWN_COINS, mark * (1 + SHOWN_STEP * pair));
    }
    scene.wait(lengthSeconds(scene) - LAST_MOMENT_SECONDS);
    cancelAll(scene);
    for (const pair of PAIRS) {
      scene.rest(`seller-${pair}`, 'sell', DUMPED_COINS, mark * (1 - DUMPED_FALL));
    }
    scene.wait(2 * LAST_MOMENT_SECONDS);
    cancelAll(scene);
  },
};

export const AUCTIONS: readonly Attack[] = [PAINTED_AUCTION, PAINTED_EDGE, SHUT_OUT, WITHDRAWN_BIDS];
