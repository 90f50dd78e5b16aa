/** Parses the lab's command line. Every mistake gives one sentence. */
import { readFileSync } from 'node:fs';
import { withoutResidue } from '../contract/decimals.ts';
import { locateStrategy } from '../workers/bot/strategy-file.ts';
import { NAMES } from '../quick-pit/built-ins.ts';
import type { Variant } from './comparison.ts';
import type { Delay, RunRequest } from './run.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
export const VARIANTS_MAX = LETTERS.length;
const LINKS = ['order', 'feed', 'answer'] as const;

/**
 * Each file, and with `--sweep` each combination of its values.
 * @throws Error
 */
export function variantsOf(
  files: readonly string[],
  params: readonly string[],
  sweeps: readonly string[],
  strategiesDir: string,
): readonly Variant[] {
  const combinations = sweeps
    .map(parseSweep)
    .reduce<readonly (readonly string[])[]>(
      (all, values) => all.flatMap((chosen) => values.map((value) => [...chosen, value])),
      [[]],
    );
  const variants = files.flatMap((argument) => {
    const file = locateStrategy(argument, strategiesDir);
    readFileSync(file.path);
    return combinations.map((chosen) => ({ argument, file, chosen }));
  });
  if (variants.length > VARIANTS_MAX)
    throw new Error(`${variants.length} variants are more than ${VARIANTS_MAX}; sweep over fewer values.`);
  return variants.map(({ argument, file, chosen }, index) => ({
    letter: LETTERS[index] ?? '',
    label: [argument, ...chosen].join(' '),
    ...file,
    params: [...params, ...chosen],
  }));
}

/** `key=0.1,0.2` or `key=10..40/10`. @returns `key=value` each */
export function parseSweep(text: string): readonly string[] {
  const at = text.indexOf('=');
  const [key, values] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || values === '')
    throw new Error(`--sweep '${text}' must be KEY=VALUE,VALUE or KEY=FROM..TO/STEP.`);
  const [, from, to, step] = /^(-?[\d.]+)\.\.(-?[\d.]+)\/([\d.]+)$/.exec(values) ?? [];
  if (from === undefined) return values.split(',').map((value) => `${key}=${value}`);
  const [low, high, stride] = [Number(from), Number(to), Number(step)];
  if (!(stride > 0) || !(high >= low))
    throw new Error(`--sweep '${text}' must go upwards by a step above 0.`);
  const count = Math.floor((high - low) / stride + 1e-9) + 1;
  return Array.from({ length: count }, (_, index) => `${key}=${withoutResidue(low + index * stride)}`);
}

/** `order=5ms±2,feed=3ms`, or `1ms` for all three. */
export function parseLatency(text: string): RunRequest['latency'] {
  const all = /^[\d.]/.test(text) ? parseDelay(text, text) : undefined;
  const given = new Map<string, Delay>();
  if (all === undefined)
    for (const part of text.split(',')) {
      const [link = '', delay = ''] = part.split('=');
      if (!LINKS.some((known) => known === link))
        throw new Error(`--latency '${text}': there is no '${link}'; there are ${LINKS.join(', ')}.`);
      given.set(link, parseDelay(delay, text));
    }
  const of = (link: string) => all ?? given.get(link) ?? { ms: 1, jitterMs: 0 };
  return { order: of('order'), feed: of('feed'), answer: of('answer') };
}

function parseDelay(text: string, whole: string): Delay {
  const [, ms, jitter = '0'] = /^(\d+(?:\.\d+)?)ms(?:(?:±|\+-)(\d+(?:\.\d+)?))?$/.exec(text) ?? [];
  if (ms === undefined || (Number(jitter) > 0 && Number(ms) === 0))
    throw new Error(`--latency '${whole}' must be such as 1ms, or order=5ms±2,feed=3ms.`);
  return { ms: Number(ms), jitterMs: Number(jitter) };
}

/** `20`: the first twenty; `101-120`. */
export function parseSeeds(text: string): readonly number[] {
  const [, first = '', last = ''] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  const [from, to] = last === '' ? [1, Number(first)] : [Number(first), Number(last)];
  if (first === '' || from < 1 || to < from || !Number.isSafeInteger(to))
    throw new Error(
      `--seeds '${text}' must be a number of seeds such as 20, or a range upwards such as 101-120.`,
    );
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** `95%`: the confidence of a decision. @returns the chance of a wrong one */
export function parseUntil(text: string): number {
  const [, percent] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  if (percent === undefined || Number(percent) < 50 || Number(percent) >= 100)
    throw new Error(`--until '${text}' must be a confidence from 50% to below 100%, such as 95%.`);
  return (100 - Number(percent)) / 100;
}

/** @throws Error for a name that is no built-in strategy */
export function parseBots(text: string): readonly string[] {
  const names = text.split(',').filter((name) => name !== '');
  const unknown = names.find((name) => !NAMES.includes(name));
  if (unknown !== undefined)
    throw new Error(`--bots: there is no built-in strategy '${unknown}'; there are ${NAMES.join(', ')}.`);
  return names;
}
