/** One run: a strategy, a seed, and some minutes of a market that reacts to it. */
import { LAB_ACCOUNT } from '../contract/lab.ts';
import type { Room, RoomEvent } from '../contract/room.ts';
import { Dice, rosterOf } from '../crowd/index.ts';
import { seedOf } from '../contract/seeded-random.ts';
import { readParams } from '../config/strategy-params.ts';
import { SetupError } from '../runtime/failure.ts';
import { OptionError } from '../runtime/options.ts';
import type { Activity } from '../workers/bot/activity.ts';
import { declaredParams, requireUsable, type LoadedStrategy } from '../workers/bot/load-strategy.ts';
import { BUILT_INS } from '../quick-pit/built-ins.ts';
import type { Latency, QuickBot, QuickMarket } from '../quick-pit/pit-options.ts';
import { QuickPit } from '../quick-pit/quick-pit.ts';
import { EPOCH_MS, WARM_UP_MS } from './epoch.ts';
import { measure, type RunResult } from './measure.ts';
import { ERROR_LENGTH_MAX, ERRORS_KEPT_MAX, printableLines } from './printable.ts';
import { readRecordedDay, sliceOf, type RecordingFile } from './recorded-day.ts';
import { RecordedFlow } from './recorded-flow.ts';
import { hungText, limitStep, STEP_MS_MAX } from './step-limit.ts';
import type { VirtualWorld } from './virtual-world.ts';

const SECOND_MS = 1_000;

/** A delay in milliseconds: always `ms`, or log-normal with this mean and standard deviation. */
export interface Delay {
  readonly ms: number;
  readonly jitterMs: number;
}

export interface RunRequest {
  readonly path: string;
  /** Path of the packed strategy. Absent: the file at `path` is bundled. */
  readonly packed?: string;
  readonly className: string | undefined;
  readonly params: readonly string[];
  readonly seed: number;
  readonly minutes: number;
  /** Number of traders in the crowd. */
  readonly crowd: number;
  /** Built-in strategies that trade in addition to the crowd. */
  readonly bots: readonly string[];
  /** Instrument of a strategy that trades only one. Absent: the first. */
  readonly symbol?: string | undefined;
  readonly latency: Readonly<Record<keyof Latency, Delay>>;
  /** Recorded day that replaces the crowd. The seed is the number of its slice, from 1. */
  readonly recorded?: RecordingFile | undefined;
  /** The room. Absent: the usual crowd without a room. */
  readonly room?: Room | undefined;
  /** True: close the position before the profit is measured. */
  readonly flatten?: boolean;
  /** Folder of a session for the journal of the run. Absent: no journal. */
  readonly record?: string;
}

/** Setting of a strategy, the same on every seed. */
export type RunSetting = Omit<RunRequest, 'seed' | 'record' | 'packed'>;

/** The strategy cannot begin any run, whatever the seed: a mistake in its file, a parameter or the market. */
export class CannotBegin extends Error {}

/**
 * Carries out one run.
 * @param world virtual world of the process
 * @param load loads the strategy, whose file already uses the clock of the world
 * @param onSecond called with each second of the run, from 0
 * @throws CannotBegin, or another error that another seed may not have
 */
export async function runOnce(
  request: RunRequest,
  world: VirtualWorld,
  load: () => Promise<LoadedStrategy>,
  onSecond: (second: number) => void,
): Promise<RunResult> {
  const { path, className, params, seed, minutes, bots, symbol } = request;
  const day = request.recorded && (await readRecordedDay(request.recorded).catch(cannotBegin));
  const flow = day && new RecordedFlow(day, sliceOf(day, seed, minutes));
  const opensMs = flow?.opensMs ?? EPOCH_MS;
  world.begin(seedOf(`world ${seed}`), opensMs);
  const loaded = await load().catch(cannotBegin);
  world.close();
  beginning(() => readParams(declaredParams({ path, className }, loaded), params));
  const errors: string[] = [];
  let running: Activity | null = null;
  const tested: QuickBot = {
    name: LAB_ACCOUNT,
    strategy: loaded.strategyClass,
    params,
    ...(symbol !== undefined && { symbol }),
    latency: latencyOf(request.latency, seed),
    sources: loaded.sources,
    check: (strategy) => requireUsable({ path, className }, loaded, strategy),
    onActivity: (activity) => {
      running = activity;
    },
    onError: (line) => {
      if (errors.length < ERRORS_KEPT_MAX) errors.push(printableLines(line).slice(0, ERROR_LENGTH_MAX));
    },
  };
  const beside = bots.map((name): QuickBot => ({ name, strategy: BUILT_INS[name] as QuickBot['strategy'] }));
  const { room, record, flatten = false } = request;
  const market = {
    opensMs,
    startMs: WARM_UP_MS,
    ...(room && marketOf(room)),
    ...flow?.market,
    ...(record !== undefined && { record }),
  };
  const crowd = flow === undefined ? rosterOf(request.crowd) : [];
  const pit = beginning(() => new QuickPit([tested, ...beside], seed, crowd, market));
  if (room !== undefined) follow(pit, room);
  flow?.start(pit);
  const { guard } = pit.seatOf(LAB_ACCOUNT);
  world.attach(
    () => pit.nowMs,
    (atMs, run) => pit.plan(atMs, () => guard.runTimer(run)),
  );
  const limit = (step: () => void) =>
    limitStep(step, STEP_MS_MAX, () => hungText(path, running, STEP_MS_MAX));
  onSecond(0);
  return measure(pit, { seed, minutes, flatten, errors, onSecond, limit });
}

function beginning<Value>(action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    return cannotBegin(error);
  }
}

/** @throws CannotBegin for a mistake of the user, else the error */
function cannotBegin(error: unknown): never {
  if (error instanceof SetupError || error instanceof OptionError)
    throw new CannotBegin(error.message, { cause: error });
  throw error;
}

/** Market of a room. A room without instruments has those of a pit. */
function marketOf({ mood, instruments, places }: Room): QuickMarket {
  const [instrument, ...furtherInstruments] = instruments;
  return { mood, ...(instrument && { instrument, furtherInstruments, places }) };
}

/** Plans the events of a room, except outages of the exchange, because a run has no other process. */
function follow(pit: QuickPit, { events, repeatSeconds }: Room): void {
  for (const event of events) {
    if (event.type === 'outage') continue;
    const happen = (atMs: number): void => {
      pit.plan(atMs, () => {
        if (event.type === 'halt') halt(pit, event);
        else pit.crowd?.stir(event);
        if (repeatSeconds !== null) happen(atMs + repeatSeconds * SECOND_MS);
      });
    };
    happen(WARM_UP_MS + event.atSeconds * SECOND_MS);
  }
}

function halt(pit: QuickPit, { seconds, symbol }: Extract<RoomEvent, { type: 'halt' }>): void {
  pit.setPhase('halt', symbol);
  pit.plan(pit.nowMs + seconds * SECOND_MS, () => pit.setPhase('resume', symbol));
}

/** Latency whose delays are log-normal with mean `ms` and standard deviation `jitterMs`. */
function latencyOf({ feed, order, answer }: RunRequest['latency'], seed: number): Latency {
  const dice = new Dice(seedOf('latency'), seed);
  const sampler = ({ ms, jitterMs }: Delay) => {
    if (jitterMs === 0) return ms;
    const variance = Math.log(1 + (jitterMs / ms) ** 2);
    const median = ms * Math.exp(-variance / 2);
    return () => dice.logNormal(median, Math.sqrt(variance));
  };
  return { feed: sampler(feed), order: sampler(order), answer: sampler(answer) };
}
