/** `--param key=value`, checked against what the strategy's `static params` declares. */
import { z } from 'zod';
import type { ParamSpec, ParamSpecs, ParamValue } from '../contract/strategy.ts';
import { OptionError } from '../runtime/options.ts';
import { describeIssue, excerpt } from '../runtime/describe-issue.ts';

export type Params = Readonly<Record<string, ParamValue>>;

const about = z.string();
const specSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.enum(['number', 'integer']),
    default: z.number(),
    min: z.number().optional(),
    max: z.number().optional(),
    about,
  }),
  z.strictObject({ type: z.literal('boolean'), default: z.boolean(), about }),
  z.strictObject({ type: z.literal('text'), default: z.string(), about }),
  z.strictObject({
    type: z.literal('choice'),
    default: z.string(),
    choices: z.array(z.string()).min(1),
    about,
  }),
]);
export const specsSchema = z.record(z.string(), specSchema);

/**
 * @param specs declarations of the class; undefined: none
 * @param given `key=value` words; the last one of a key wins
 */
export function readParams(specs: ParamSpecs | undefined, given: readonly string[]): Params {
  const declared = specs ?? {};
  const pairs = given.map(splitPair);
  const values = Object.fromEntries(Object.entries(declared).map(([key, spec]) => [key, spec.default]));
  for (const [key, text] of pairs) {
    const spec = Object.hasOwn(declared, key) ? declared[key] : undefined;
    if (spec === undefined) throw new OptionError(unknownKey(key, declared));
    values[key] = readValue(key, spec, text);
  }
  return Object.freeze(values);
}

function splitPair(pair: string): readonly [string, string] {
  const at = pair.indexOf('=');
  if (at < 1) throw new OptionError(`--param '${pair}' must be KEY=VALUE, such as --param size=0.5.`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

/** The mistake in a declaration, and the parameter that has it. */
export interface SpecMistake {
  readonly problem: string;
  /** Name of the parameter. Undefined: the mistake concerns the whole declaration. */
  readonly key: string | undefined;
}

/**
 * Returns the declarations, or a mistake of the author: an invalid declaration, or a default that breaks its own rule.
 */
export function readSpecs(declared: unknown): { readonly specs: ParamSpecs } | SpecMistake {
  const result = specsSchema.safeParse(declared);
  if (!result.success) return mistakeOf(result.error, declared);
  const specs = result.data as ParamSpecs;
  for (const [key, spec] of Object.entries(specs)) {
    const problem = problemOf(spec, spec.default);
    if (problem !== undefined)
      return { key, problem: `the default of '${key}' ${problem}; it is ${excerpt(spec.default)}` };
  }
  return { specs };
}

function mistakeOf({ issues: [issue] }: z.ZodError, declared: unknown): SpecMistake {
  const [key] = issue?.path ?? [];
  const path = issue === undefined || key === undefined ? 'it' : issue.path.join('.');
  const problem = issue === undefined ? 'is not a declaration' : describeIssue(issue, declared);
  return { key: key === undefined ? undefined : String(key), problem: `${path} ${problem}` };
}

function unknownKey(key: string, specs: ParamSpecs): string {
  const known = Object.entries(specs).map(([name, spec]) => `${name} (${spec.about})`);
  if (known.length === 0)
    return `--param ${key}: this strategy takes no parameters; a class declares its own in \`static params\`.`;
  return `--param ${key}: this strategy has no such parameter; it has ${known.join(', ')}.`;
}

function readValue(key: string, spec: ParamSpec, text: string): ParamValue {
  const value = convert(spec, text);
  const problem = problemOf(spec, value);
  if (problem === undefined) return value;
  throw new OptionError(`--param ${key} ${problem}; got '${text}'.`);
}

function convert(spec: ParamSpec, text: string): ParamValue {
  if (spec.type === 'number' || spec.type === 'integer')
    return text.trim() === '' ? Number.NaN : Number(text);
  if (spec.type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function problemOf(spec: ParamSpec, value: ParamValue): string | undefined {
  switch (spec.type) {
    case 'number':
    case 'integer':
      return numberProblem(spec, value);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'must be true or false';
    case 'text':
      return undefined;
    case 'choice':
      return spec.choices.includes(String(value)) ? undefined : `must be one of ${spec.choices.join(', ')}`;
  }
}

function numberProblem(spec: Extract<ParamSpec, { default: number }>, value: ParamValue): string | undefined {
  const { type, min = -Infinity, max = Infinity } = spec;
  const isRight = type === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (!isRight) return `must be ${type === 'integer' ? 'a whole number' : 'a number'}`;
  if (Number(value) < min) return `must be at least ${min}`;
  if (Number(value) > max) return `must be at most ${max}`;
  return undefined;
}
