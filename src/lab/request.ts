/** Parses the lab's command line. Every mistake results in one sentence. */
import { readFileSync } from 'node:fs';
import { basename, isAbsolute } from 'node:path';
import { withoutResidue } from '../contract/decimals.ts';
import { fromStartFolder } from '../runtime/start-folder.ts';
import { readLatencies, type BotLatencies, type BotLatency } from '../session/latency-file.ts';
import { locateStrategy } from '../workers/bot/strategy-file.ts';
import { NAMES } from '../quick-pit/built-ins.ts';
import type { Variant } from './comparison.ts';
import type { Delay, RunRequest } from './run.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
export const VARIANTS_MAX = LETTERS.length;
/** The 99 % quantile of the standard normal distribution. */
const Z_99 = 2.326;
const LINKS = ['order', 'feed', 'answer'] as const;
/** Largest number of seeds of a lab. */
export const SEEDS_MAX = 100_000;
const DELAY_MS_MAX = 60_000;
const LATENCY_FORM = 'must be such as 1ms, order=5ms±2,feed=3ms, or from SESSION.';

/**
 * The variants: each file, and with `--sweep` each combination of its values.
 * @throws Error
 */
export function variantsOf(
  files: readonly string[],
  params: readonly string[],
  sweeps: readonly string[],
  strategiesDir: string,
): readonly Variant[] {
  const swept = sweeps.map((text) => text.slice(0, text.indexOf('=')));
  const again = duplicateIn(swept);
  if (again !== undefined)
    throw new Error(`--sweep: '${again}' is swept twice; give all of its values at once.`);
  const combinations = sweeps
    .map(parseSweep)
    .reduce<readonly (readonly string[])[]>(
      (all, values) => all.flatMap((chosen) => values.map((value) => [...chosen, value])),
      [[]],
    );
  const own = params.map(parseParam);
  const stray = own.find(({ file = 0 }) => file >= files.length);
  if (stray !== undefined)
    throw new Error(`--param '${LETTERS[stray.file ?? 0]}.${stray.word}': there is no such strategy.`);
  const variants = files.flatMap((argument, index) => {
    const file = locateStrategy(argument, strategiesDir);
    readFileSync(file.path);
    const given = own.filter((param) => param.file === undefined || param.file === index);
    return combinations.map((chosen) => ({ argument, file, given, chosen }));
  });
  if (variants.length > VARIANTS_MAX)
    throw new Error(`${variants.length} variants are more than ${VARIANTS_MAX}; sweep over fewer values.`);
  return variants.map(({ argument, file, given, chosen }, index) => ({
    letter: LETTERS[index] ?? '',
    label: [
      nameOf(argument),
      ...given.flatMap(({ file: only, word }) => (only === undefined ? [] : word)),
      ...chosen,
    ].join(' '),
    ...file,
    params: [...given.map(({ word }) => word), ...chosen],
  }));
}

/** Name of a strategy. A whole path is reduced to the file's name. */
function nameOf(argument: string): string {
  return isAbsolute(argument) ? basename(argument) : argument;
}

interface GivenParam {
  /** Index of the file to which the parameter belongs. Undefined: all files. */
  readonly file: number | undefined;
  /** `key=value`. */
  readonly word: string;
}

/** Parses `key=value`, or `b.key=value` for the second file alone. */
function parseParam(text: string): GivenParam {
  const [, letter, word] = /^([a-z])\.(.+)$/s.exec(text) ?? [];
  return letter === undefined || word === undefined
    ? { file: undefined, word: text }
    : { file: LETTERS.indexOf(letter), word };
}

/** Parses `key=0.1,0.2` or `key=10..40/10`. @returns a `key=value` for each value */
export function parseSweep(text: string): readonly string[] {
  const at = text.indexOf('=');
  const [key, values] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || values === '')
    throw new Error(`--sweep '${text}' must be KEY=VALUE,VALUE or KEY=FROM..TO/STEP.`);
  if (values.includes('..') && !values.includes(',')) return steps(text, key, values);
  const listed = values.split(',');
  const twice = duplicateIn(listed);
  if (listed.includes('')) throw new Error(`--sweep '${text}' has an empty value between its commas.`);
  if (twice !== undefined) throw new Error(`--sweep '${text}' has the value '${twice}' twice.`);
  return listed.map((value) => `${key}=${value}`);
}

/** Parses the values `10..40/10`. */
function steps(text: string, key: string, values: string): readonly string[] {
  const [, from = '', to = '', step = ''] = /^(.+)\.\.(.+)\/(.+)$/.exec(values) ?? [];
  const [low, high, stride] = [from, to, step].map((each) => (each === '' ? NaN : Number(each))) as Range;
  if (![low, high, stride].every(Number.isFinite))
    throw new Error(`--sweep '${text}' must be KEY=FROM..TO/STEP in numbers, such as levels=2..6/2.`);
  if (!(stride > 0) || !(high >= low))
    throw new Error(`--sweep '${text}' must go upwards by a step above 0.`);
  const count = Math.floor((high - low) / stride + 1e-9) + 1;
  if (count > VARIANTS_MAX)
    throw new Error(`--sweep '${text}' has ${count} values, more than ${VARIANTS_MAX}; take a larger step.`);
  return Array.from({ length: count }, (_, index) => `${key}=${withoutResidue(low + index * stride)}`);
}

type Range = [low: number, high: number, stride: number];

/** The first value that occurs again. */
function duplicateIn(values: readonly string[]): string | undefined {
  return values.find((value, place) => values.indexOf(value) !== place);
}

/**
 * Parses `order=5ms±2,feed=3ms`, `1ms` for all three links, or `from SESSION`.
 * @throws Error with one sentence
 */
export function parseLatency(text: string): RunRequest['latency'] {
  const [, session] = /^from\s+(\S.*)$/.exec(text) ?? [];
  if (session !== undefined) return measuredLatency(session);
  if (text === 'from') throw new Error('--latency from needs the folder of a session.');
  const all = /^[\d.]/.test(text) ? parseDelay(text, text) : undefined;
  const given = new Map<string, Delay>();
  if (all === undefined)
    for (const part of text.split(',')) {
      const [link = '', delay = ''] = part.split('=');
      if (link === '') throw new Error(`--latency '${text}' ${LATENCY_FORM}`);
      if (!LINKS.some((known) => known === link))
        throw new Error(`--latency '${text}': there is no '${link}'; there are ${LINKS.join(', ')}.`);
      if (given.has(link)) throw new Error(`--latency '${text}' has ${link} twice.`);
      given.set(link, parseDelay(delay, text));
    }
  const of = (link: string) => all ?? given.get(link) ?? { ms: 1, jitterMs: 0 };
  return { order: of('order'), feed: of('feed'), answer: of('answer') };
}

/** Joins the two words of `--latency from SESSION` on a command line. */
export function joinLatencyWords(args: readonly string[]): string[] {
  const at = args.findIndex((arg, index) => arg === '--latency' && args[index + 1] === 'from');
  const session = args[at + 2];
  if (at === -1 || session === undefined) return [...args];
  return [...args.slice(0, at), `--latency=from ${session}`, ...args.slice(at + 3)];
}

/**
 * Latencies of the median bot of a session. An order and its reply take half of the round trip each. If the feed was
 * not measured, it takes as long as a reply.
 */
function measuredLatency(session: string): RunRequest['latency'] {
  const bots = Object.values(latenciesOf(session));
  const median = (of: (bot: BotLatency) => number) => {
    const sorted = bots.map(of).toSorted((one, other) => one - other);
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  };
  const half = logNormal(median((bot) => bot.ackP50Ms) / 2, median((bot) => bot.ackP99Ms) / 2);
  const p50Ms = median(({ feedP50Ms, ackP50Ms }) => feedP50Ms ?? ackP50Ms / 2);
  const p99Ms = median(({ feedP99Ms, ackP99Ms }) => feedP99Ms ?? ackP99Ms / 2);
  return { order: half, feed: logNormal(p50Ms, p99Ms), answer: half };
}

function latenciesOf(session: string): BotLatencies {
  try {
    return readLatencies(fromStartFolder(session));
  } catch (error) {
    throw new Error(`--latency from ${session}: ${(error as Error).message}`, { cause: error });
  }
}

/** The log-normal delay with this median and 99th percentile, to the microsecond. */
function logNormal(p50Ms: number, p99Ms: number): Delay {
  const sigma = p50Ms > 0 && p99Ms > p50Ms ? Math.log(p99Ms / p50Ms) / Z_99 : 0;
  const ms = p50Ms * Math.exp(sigma ** 2 / 2);
  const jitterMs = ms * Math.sqrt(Math.exp(sigma ** 2) - 1);
  const rounded = (value: number) => Math.round(value * 1_000) / 1_000;
  return { ms: rounded(ms), jitterMs: rounded(ms) === 0 ? 0 : rounded(jitterMs) };
}

/** Text of the latency, for example `order 5 ± 2 ms, feed 3 ms, answer 1 ms`. */
export function latencyText(latency: RunRequest['latency']): string {
  const texts = LINKS.map((link) => {
    const { ms, jitterMs } = latency[link];
    return `${link} ${ms}${jitterMs === 0 ? '' : ` ± ${jitterMs}`} ms`;
  });
  return texts.join(', ');
}

function parseDelay(text: string, whole: string): Delay {
  const [, ms, jitter = '0'] = /^(\d+(?:\.\d+)?)ms(?:(?:±|\+-)(\d+(?:\.\d+)?))?$/.exec(text) ?? [];
  if (ms === undefined || (Number(jitter) > 0 && Number(ms) === 0))
    throw new Error(`--latency '${whole}' ${LATENCY_FORM}`);
  if (Number(ms) > DELAY_MS_MAX || Number(jitter) > DELAY_MS_MAX)
    throw new Error(`--latency '${whole}': a delay is at most ${DELAY_MS_MAX}ms.`);
  return { ms: Number(ms), jitterMs: Number(jitter) };
}

/** Parses `20`, the first twenty seeds, or `101-120`. */
export function parseSeeds(text: string): readonly number[] {
  const [, first = '', last = ''] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  const [from, to] = last === '' ? [1, Number(first)] : [Number(first), Number(last)];
  if (first === '' || from < 1 || to < from || !Number.isSafeInteger(to))
    throw new Error(
      `--seeds '${text}' must be a number of seeds such as 20, or a range upwards such as 101-120.`,
    );
  if (to - from >= SEEDS_MAX) throw new Error(`--seeds '${text}' has more than ${SEEDS_MAX} seeds.`);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Parses `95%`, the confidence of a decision. @returns the probability of a wrong one */
export function parseUntil(text: string): number {
  const [, percent] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  if (percent === undefined || Number(percent) < 50 || Number(percent) >= 100)
    throw new Error(`--until '${text}' must be a confidence from 50% to below 100%, such as 95%.`);
  return (100 - Number(percent)) / 100;
}

/** @throws Error for a name that is not a built-in strategy */
export function parseBots(text: string): readonly string[] {
  const names = text.split(',').filter((name) => name !== '');
  const unknown = names.find((name) => !NAMES.includes(name));
  if (unknown !== undefined)
    throw new Error(`--bots: there is no built-in strategy '${unknown}'; there are ${NAMES.join(', ')}.`);
  const twice = duplicateIn(names);
  if (twice !== undefined)
    throw new Error(`--bots '${text}' has ${twice} twice; each has an account of its own name.`);
  return names;
}
