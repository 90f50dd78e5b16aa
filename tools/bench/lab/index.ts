/**
 * The code of `npm run bench -- lab`: pits in virtual time, compared with an event queue without any work, which is
 * their bound.
 */
import { createHash } from 'node:crypto';
import type { Trade } from '../../../src/contract/events.ts';
import type { Context, Intent, Strategy, StrategyClass } from '../../../src/contract/strategy.ts';
import { rosterOf } from '../../../src/crowd/index.ts';
import { Agenda } from '../../../src/crowd/agenda.ts';
import { warmUp } from '../../../src/lab/warm-up.ts';
import { BUILT_INS } from '../../../src/quick-pit/built-ins.ts';
import type { Latency, QuickBot } from '../../../src/quick-pit/pit-options.ts';
import { QuickPit } from '../../../src/quick-pit/quick-pit.ts';
import { processorSeconds } from '../processor-time.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
/** Number of tasks that wait in the bound's queue at any time, as in a pit with a crowd. */
const WAITING = 500;

export interface Scene {
  readonly name: string;
  readonly bots: readonly string[];
  /** Number of accounts of the crowd. 0: there is no crowd. */
  readonly crowd: number;
  readonly latencyMs: number;
}

export const SCENES: readonly Scene[] = [
  { name: 'eight built-ins, 1 ms', bots: Object.keys(BUILT_INS), crowd: 0, latencyMs: 1 },
  { name: 'maker beside a crowd of 40, 1 ms', bots: ['maker'], crowd: 40, latencyMs: 1 },
];

/** Counted strategies, by the strategy. */
const COUNTED = new Map<StrategyClass, StrategyClass>();
/** Decisions of the current run. */
let decisions = 0;

/** A strategy with two requests a second: an order that rests, and its cancellation. */
class Rests implements Strategy {
  readonly everyMs = 500;

  nextOrder({ orders: [order], market, roundPrice }: Context): Intent {
    if (order !== undefined) return { type: 'cancel', clientOrderId: order.clientOrderId };
    return { type: 'place', side: 'buy', quantity: 0.01, price: roundPrice(market.mark * 0.99) };
  }
}

export interface Speed {
  readonly scene: Scene;
  /** Orders, amendments and cancellations that the exchange carried out. */
  readonly requests: number;
  /** Calls of a strategy's `nextOrder`, most of which request nothing. */
  readonly decisions: number;
  readonly cpuSeconds: number;
  /** Processor time of an event queue that runs as many empty tasks as there were requests. */
  readonly queueCpuSeconds: number;
  /** Hash of the trades. Two versions of the lab with the same hash run the same market. */
  readonly hash: string;
  readonly heapMegabytes: number;
}

/** @returns processor seconds of what a process of the lab does before its first run */
export function measureWarmUp(): number {
  return processorSeconds(warmUp);
}

/**
 * Measures the same run several times in this process, because the lab uses a process again.
 * @param minutes length of a run in the pit's time
 */
export function measureRounds(scene: Scene, minutes: number, seed: number, rounds: number): readonly Speed[] {
  return Array.from({ length: rounds }, () => measureScene(scene, minutes, seed));
}

function measureScene(scene: Scene, minutes: number, seed: number): Speed {
  decisions = 0;
  const pit = pitOf(scene, seed);
  const trades: Trade[] = [];
  pit.onEvents = (events) => {
    for (const event of events) if (event.type === 'trade') trades.push(event);
  };
  const cpuSeconds = processorSeconds(() => pit.run(minutes * MINUTE_MS, SECOND_MS, () => {}));
  return {
    scene,
    requests: pit.requests,
    decisions,
    cpuSeconds,
    queueCpuSeconds: processorSeconds(() => runEmptyQueue(pit.requests)),
    hash: hashOf(trades),
    heapMegabytes: process.memoryUsage().heapUsed / 2 ** 20,
  };
}

function hashOf(trades: readonly Trade[]): string {
  const hash = createHash('sha256');
  for (const { time, price, quantity } of trades) hash.update(`${time} ${price} ${quantity}\n`);
  return hash.digest('hex').slice(0, 12);
}

export interface Steps {
  readonly perCpuSecond: number;
  readonly requestsPerStep: number;
}

/** Measures an environment for learning. @param minutes length of the run in the pit's time, in steps of a second */
export function measureSteps(minutes: number, seed: number): Steps {
  const pit = new QuickPit(
    [{ name: 'rests', strategy: Rests, latency: { feed: 1, order: 1, answer: 1 } }],
    seed,
  );
  const steps = (minutes * MINUTE_MS) / SECOND_MS;
  const cpuSeconds = processorSeconds(() => {
    for (let step = 0; step < steps; step += 1) pit.run(SECOND_MS, SECOND_MS, () => {});
  });
  return { perCpuSecond: steps / cpuSeconds, requestsPerStep: pit.requests / steps };
}

function pitOf({ bots, crowd, latencyMs }: Scene, seed: number): QuickPit {
  const latency: Latency = { feed: latencyMs, order: latencyMs, answer: latencyMs };
  const seats = bots.map((name): QuickBot => ({
    name,
    strategy: counted(BUILT_INS[name] as StrategyClass),
    latency,
  }));
  return new QuickPit(seats, seed, crowd === 0 ? [] : rosterOf(crowd));
}

/** A strategy whose decisions are counted. Its class is the same in every run, as that of a built-in strategy is. */
function counted(strategy: StrategyClass): StrategyClass {
  const known = COUNTED.get(strategy);
  if (known !== undefined) return known;
  class Counted extends strategy {
    override nextOrder(context: Context) {
      decisions += 1;
      return super.nextOrder(context);
    }
  }
  COUNTED.set(strategy, Counted);
  return Counted;
}

function runEmptyQueue(count: number): void {
  const queue = new Agenda();
  const task = () => queue.plan(queue.next + WAITING, task);
  for (let waiting = 0; waiting < WAITING; waiting += 1) queue.plan(waiting, task);
  for (let done = 0; done < count; done += 1) queue.take()?.();
}
