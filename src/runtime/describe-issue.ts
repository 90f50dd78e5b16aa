/** Describes a zod issue in our own words, because zod's messages repeat the value and do not quote text. */
import { inspect } from 'node:util';
import type { z } from 'zod';

const EXCERPT_LENGTH_MAX = 80;

/** Text of a mistake, for example `must be a number; got NaN`. @param whole the checked value */
export function describeIssue(issue: z.core.$ZodIssue, whole: unknown): string {
  const value = issue.path.reduce<unknown>(
    (part, key) => (part as Readonly<Record<PropertyKey, unknown>>)[key],
    whole,
  );
  const got = value === undefined ? 'nothing' : excerpt(value);
  if (issue.code === 'invalid_type')
    return `must be ${NAMED_TYPES[issue.expected] ?? issue.expected}; got ${got}`;
  if (issue.code === 'invalid_union') return `${knownValues(issue)}; got ${got}`;
  if (issue.code === 'unrecognized_keys') return `has an unknown ${issue.keys.join(', ')}`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}; got ${got}`;
  if (issue.code === 'too_small' && SIZED.has(issue.origin))
    return `must be ${issue.inclusive === true ? `${issue.minimum} or more` : `above ${issue.minimum}`}; got ${got}`;
  if (issue.code === 'too_big' && SIZED.has(issue.origin))
    return `must be ${issue.inclusive === true ? `${issue.maximum} or less` : `below ${issue.maximum}`}; got ${got}`;
  return `${issue.message}; got ${got}`;
}

/** Kinds of numbers. The limits of others count something, such as characters, which zod's message names. */
const SIZED: ReadonlySet<string> = new Set(['number', 'int']);

function knownValues(issue: z.core.$ZodIssueInvalidUnion): string {
  const options = 'options' in issue ? issue.options : undefined;
  return options === undefined ? 'is not a known value' : `must be one of ${options.join(', ')}`;
}

const NAMED_TYPES: Readonly<Record<string, string>> = {
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** The value in code notation on one line: text in quotes, NaN as NaN. */
export function excerpt(value: unknown): string {
  const text = inspect(value, { depth: 1, breakLength: Infinity, maxArrayLength: 5, compact: true });
  return text.length > EXCERPT_LENGTH_MAX ? `${text.slice(0, EXCERPT_LENGTH_MAX - 3)}...` : text;
}
