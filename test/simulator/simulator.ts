/** Sends the same random commands to the engine and its auditor and stops at the first difference. */
import * as engine from '../../src/engine/index.ts';
import { decimalGrid, type Money, type TimeMicros } from '../../src/contract/index.ts';
import type { Command } from '../../src/engine/index.ts';
import { Auditor } from './auditor.ts';
import { compare, type Mismatch, type Fact } from './compare.ts';
import { MARGIN_COURSES, ORDER_COURSES, TIMED_COURSES } from './courses.ts';
import type { PlainCommand } from './exchange-state.ts';
import { PairTraders } from './pair-traders.ts';
import { Random } from './random.ts';
import { MONEY_DECIMALS, pickSetting, type Setting, type SettingKind } from './settings.ts';
import { shrink } from './shrink.ts';
import { Traders } from './trading.ts';

/** The engine, or a mutant of it. */
export interface Exchange {
  apply(command: PlainCommand, time: number): readonly Fact[];
}

/** Courses of a liquidation that the stages alone do not show. */
const LIQUIDATION_COURSES = [
  'several positions of an account',
  'a cascade: one account starts after another was taken over',
  'healed when its orders were cancelled',
  'the fund gains',
  'the fund pays',
  'book and auto-deleveraging share a position',
  'isolated margin is taken over',
] as const;

/** Courses that the seeds must take. */
export const COURSES = [...LIQUIDATION_COURSES, ...MARGIN_COURSES, ...ORDER_COURSES] as const;
export { TIMED_COURSES };

export type NewExchange = (setting: Setting) => Exchange;

/** A command and its stamp, microseconds since the Unix epoch. */
export interface Stamped {
  readonly time: number;
  readonly command: PlainCommand;
}

export interface Failure {
  readonly seed: number;
  readonly setting: Setting;
  readonly mismatch: Mismatch;
  /** The shortest script found with the same kind of mismatch. */
  readonly script: readonly Stamped[];
}

export interface SeedRun {
  readonly failure: Failure | null;
  /** Count of each event type, `type:cause`, `type:code`, `type:stage` and course. */
  readonly seen: ReadonlyMap<string, number>;
}

export interface SeedRange {
  readonly first: number;
  readonly count: number;
  /** Per seed. */
  readonly commands: number;
  readonly kind: SettingKind;
}

export type EngineModule = Pick<typeof engine, 'apply' | 'createState'>;

export function exchangeOf({ apply, createState }: EngineModule): NewExchange {
  return ({ specs, insuranceFund }) => {
    const state = createState(specs, insuranceFund as Money, decimalGrid(MONEY_DECIMALS), true);
    return {
      apply(command, time) {
        return apply(state, command as Command, time as TimeMicros) as unknown as readonly Fact[];
      },
    };
  };
}

const newEngine = exchangeOf(engine);

/** Run seeds until one fails. */
export function runSeeds(range: SeedRange, newExchange = newEngine): SeedRun {
  const { first, count } = range;
  const seen = new Map<string, number>();
  for (let seed = first; seed < first + count; seed += 1) {
    const failure = runSeed(seed, range, newExchange, seen);
    if (failure !== null) return { failure, seen };
  }
  return { failure: null, seen };
}

function runSeed(
  seed: number,
  { commands, kind }: SeedRange,
  newExchange: NewExchange,
  seen: Map<string, number>,
): Failure | null {
  const random = new Random(seed);
  const setting = pickSetting(random, kind);
  const pair = newPair(setting, newExchange);
  const traders = new Traders(random, pair.auditor.state);
  const pairTraders = new PairTraders(seed, pair.auditor.state);
  const script: Stamped[] = [];
  while (script.length < commands) {
    const stamped = pairTraders.vary(traders.next());
    script.push(stamped);
    const mismatch = step(pair, stamped, seen);
    if (mismatch === null) continue;
    return { seed, setting, ...shrink(script, mismatch, (shorter) => replay(setting, shorter, newExchange)) };
  }
  return null;
}

interface Pair {
  readonly auditor: Auditor;
  readonly exchange: Exchange;
}

function newPair(setting: Setting, newExchange: NewExchange): Pair {
  return {
    auditor: new Auditor(setting.specs, setting.insuranceFund),
    exchange: newExchange(setting),
  };
}

/** @returns the first mismatch of a script; null: none, or the script names an account that it does not open */
export function replay(
  setting: Setting,
  script: readonly Stamped[],
  newExchange: NewExchange = newEngine,
): Mismatch | null {
  const pair = newPair(setting, newExchange);
  for (const stamped of script) {
    const { command } = stamped;
    const { accounts } = pair.auditor.state;
    if ('account' in command && typeof command.account === 'number' && accounts.length <= command.account) {
      return null;
    }
    const mismatch = step(pair, stamped);
    if (mismatch !== null) return mismatch;
  }
  return null;
}

function step(
  { auditor, exchange }: Pair,
  { command, time }: Stamped,
  seen?: Map<string, number>,
): Mismatch | null {
  const prediction = auditor.predict(command, time);
  try {
    const events = exchange.apply(command, time);
    if (seen !== undefined) {
      note(events, seen);
      for (const course of prediction.courses) count(seen, course);
    }
    return compare(events, prediction);
  } catch (error) {
    return { kind: 'the engine threw', detail: String(error) };
  }
}

function note(events: readonly Fact[], seen: Map<string, number>): void {
  for (const event of events) {
    const word = event.cause ?? event.code ?? event.stage;
    const keys = typeof word === 'string' ? [event.type, `${event.type}:${word}`] : [event.type];
    for (const key of keys) count(seen, key);
  }
  for (const course of coursesOf(events)) count(seen, course);
}

function coursesOf(events: readonly Fact[]): readonly string[] {
  const steps = events.filter(({ type }) => type === 'liquidation');
  const isolated = events.filter(({ marginMode }) => marginMode === 'isolated');
  const of = (wanted: string) => steps.filter(({ stage }) => stage === wanted);
  const started = of('started').filter(({ quantity }) => quantity !== 0);
  const taken = new Set(of('taken_over').map(({ account }) => account));
  const firstTaken = steps.findIndex(({ stage }) => stage === 'taken_over');
  const changes = of('insurance_fund').map(({ insuranceFundChange }) => Number(insuranceFundChange));
  const holds = [
    new Set(started.map(({ account }) => account)).size < started.length,
    firstTaken !== -1 && steps.slice(firstTaken).some(({ stage }) => stage === 'started'),
    of('completed').some(({ account, quantity }) => quantity !== 0 && !taken.has(account)),
    changes.some((change) => change > 0),
    changes.some((change) => change < 0),
    steps.some(({ stage }, index) => stage === 'auto_deleveraged' && wasFilled(steps[index - 1])),
    of('taken_over').some((step) => isolated.some((update) => isSamePosition(step, update))),
  ];
  return LIQUIDATION_COURSES.filter((_, index) => holds[index]);
}

function isSamePosition(a: Fact, b: Fact): boolean {
  return a.account === b.account && a.instrument === b.instrument;
}

function wasFilled(step: Fact | undefined): boolean {
  return step?.stage === 'filled' || (step?.stage === 'insurance_fund' && step.quantity !== 0);
}

function count(seen: Map<string, number>, key: string): void {
  seen.set(key, (seen.get(key) ?? 0) + 1);
}

export function describeFailure({ seed, mismatch, script }: Failure): string {
  const lines = script.map((stamped) => `  ${JSON.stringify(stamped)},`);
  return [`seed ${seed}: ${mismatch.kind}`, mismatch.detail, 'script:', ...lines].join('\n');
}
