/** What zod found wrong with what an author wrote, in words of ours: zod's own repeat the value, and quote no text. */
import { inspect } from 'node:util';
import type { z } from 'zod';

const EXCERPT_LENGTH_MAX = 80;

/** `must be a number; got NaN`. @param whole that was checked */
export function describeIssue(issue: z.core.$ZodIssue, whole: unknown): string {
  const value = issue.path.reduce<unknown>(
    (part, key) => (part as Readonly<Record<PropertyKey, unknown>>)[key],
    whole,
  );
  const got = value === undefined ? 'nothing' : excerpt(value);
  if (issue.code === 'invalid_type')
    return `must be ${NAMED_TYPES[issue.expected] ?? issue.expected}; got ${got}`;
  if (issue.code === 'invalid_union') return `is none that is known; got ${got}`;
  if (issue.code === 'unrecognized_keys') return `has an unknown ${issue.keys.join(', ')}`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}; got ${got}`;
  return `${issue.message}; got ${got}`;
}

const NAMED_TYPES: Readonly<Record<string, string>> = {
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** As it would be written in code, on one line: a text in quotes, NaN as NaN. */
export function excerpt(value: unknown): string {
  const text = inspect(value, { depth: 1, breakLength: Infinity, maxArrayLength: 5, compact: true });
  return text.length > EXCERPT_LENGTH_MAX ? `${text.slice(0, EXCERPT_LENGTH_MAX - 3)}...` : text;
}
