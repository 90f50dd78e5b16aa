/** Attacks without skill on the crowd's market: on the flow from which it learns, and on its moves. */
import type { Side } from '../../src/contract/orders.ts';
import type { Attack, Scene } from './scene.ts';

const DEPOSIT = 100_000;
const WASHED_COINS = 17;
const GURU_COINS = 1;
const PIECES = 4;
const WASHES = 8;
const FADED_COINS = 8;
/** A fall that the mark price can follow. */
const FALL_PERCENT = 5;
const FALL_SECONDS = 25;
const FADING_SECONDS = 30;
/** Share of the price that covers the fees of both ways. */
const FEES = 0.0006;
const IGNITED_COINS = 5;
const IGNITED_PIECES = 20;
const IGNITED_SECONDS = 10;
const UNWINDING_SECONDS = 240;
const UNWINDING_STEP_SECONDS = 0.2;
const UNWOUND_COINS = 0.3;

/** One washer buys from the other, in front of everybody’s quotes. The next time it is the other way round. */
function wash(scene: Scene, turn: number): void {
  const [seller, buyer] = turn % 2 === 0 ? ['washer-1', 'washer-2'] : ['washer-2', 'washer-1'];
  const [best] = scene.pit.market.asks;
  if (best === undefined) return;
  const price = best[0] - scene.pit.market.instrument.tickSize;
  scene.rest(seller, 'sell', WASHED_COINS, price);
  scene.take(buyer, 'buy', WASHED_COINS, price);
  scene.cancelAll(seller);
  scene.wait(1);
}

const WASH_PRINTS: Attack = {
  name: 'wash prints',
  about: 'Two accounts buy from each other until the crowd believes in demand, and a third one sells to it.',
  market: 'makers',
  needsCrowd: true,
  attackers: ['guru', 'washer-1', 'washer-2'].map((name) => ({ name, deposit: DEPOSIT })),
  gainer: 'guru',
  victims: [],
  run: (scene) => {
    const trade = (side: Side, after: () => void) => {
      for (let piece = 0; piece < PIECES; piece += 1) {
        scene.market('guru', side, GURU_COINS / PIECES);
        after();
      }
    };
    let turn = 0;
    trade('buy', () => scene.wait(2));
    while (turn < WASHES) wash(scene, (turn += 1));
    trade('sell', () => wash(scene, (turn += 1)));
  },
  aftermathSeconds: 5,
};

/** Takes what is offered below the reference price, or bid above it, beyond the fees. */
function fade(scene: Scene, account: string): void {
  const { reference } = scene;
  const [bid, ask] = [scene.pit.market.bids[0], scene.pit.market.asks[0]];
  const held = scene.positionOf(account);
  const [floor, cap] = [reference * (1 - FEES), reference * (1 + FEES)];
  if (ask !== undefined && ask[0] < floor) scene.take(account, 'buy', FADED_COINS - held, floor);
  else if (bid !== undefined && bid[0] > cap) scene.take(account, 'sell', FADED_COINS + held, cap);
}

const FADED_REFERENCE: Attack = {
  name: 'fade the reference',
  about:
    'After a fall, an account buys what is offered below the mean of the last minutes, and only holds it.',
  market: 'makers',
  needsCrowd: true,
  attackers: [{ name: 'fader', deposit: DEPOSIT }],
  victims: [],
  run: (scene) => {
    for (let second = 0; second < FALL_SECONDS; second += 1) {
      scene.jump(-FALL_PERCENT / FALL_SECONDS);
      scene.wait(1);
    }
    for (let second = 0; second < FADING_SECONDS; second += 1) {
      fade(scene, 'fader');
      scene.wait(1);
    }
  },
  aftermathSeconds: 30,
};

/** Sells a position little by little in front of everybody's offers. */
function unwind(scene: Scene, account: string): void {
  for (let step = 0; step < UNWINDING_SECONDS / UNWINDING_STEP_SECONDS; step += 1) {
    const [bid, ask] = [scene.pit.market.bids[0], scene.pit.market.asks[0]];
    scene.cancelAll(account);
    if (bid !== undefined && ask !== undefined) {
      const tick = scene.pit.market.instrument.tickSize;
      const price = Math.max(ask[0] - tick, bid[0] + tick);
      scene.rest(account, 'sell', Math.min(UNWOUND_COINS, scene.positionOf(account)), price);
    }
    scene.wait(UNWINDING_STEP_SECONDS);
  }
  scene.cancelAll(account);
}

const IGNITION: Attack = {
  name: 'momentum ignition',
  about: 'An account buys 5 BTC in ten seconds, and sells them above in resting orders while buyers follow.',
  market: 'makers',
  needsCrowd: true,
  attackers: [{ name: 'igniter', deposit: DEPOSIT }],
  gainer: 'igniter',
  victims: [],
  run: (scene) => {
    for (let piece = 0; piece < IGNITED_PIECES; piece += 1) {
      scene.market('igniter', 'buy', IGNITED_COINS / IGNITED_PIECES);
      scene.wait(IGNITED_SECONDS / IGNITED_PIECES);
    }
    unwind(scene, 'igniter');
    scene.market('igniter', 'sell', Math.max(0, scene.positionOf('igniter')));
  },
  aftermathSeconds: 10,
};

export const AGAINST_THE_CROWD: readonly Attack[] = [WASH_PRINTS, FADED_REFERENCE, IGNITION];
