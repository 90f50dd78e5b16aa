/**
 * The strategies on the lab's command line: the variants that it compares, and the built-in ones beside the crowd. Every
 * mistake results in one sentence.
 */
import { readFileSync } from 'node:fs';
import { basename, isAbsolute } from 'node:path';
import { withoutResidue } from '../contract/decimals.ts';
import { NAMES } from '../quick-pit/built-ins.ts';
import { locateStrategy } from '../workers/bot/strategy-file.ts';
import type { Variant } from './comparison.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const VARIANTS_MAX = LETTERS.length;

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

/** The first value that occurs again. */
function duplicateIn(values: readonly string[]): string | undefined {
  return values.find((value, place) => values.indexOf(value) !== place);
}
