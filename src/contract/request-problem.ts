/** The error text for a request that does not fit the protocol. */
import type { z } from 'zod';
import { TEXT_LENGTH_MAX } from './protocol.ts';

/** Number of characters that a reply quotes of a frame. A reply may otherwise be as long as its frame. */
const EXCERPT_LENGTH_MAX = 80;

/**
 * Describes the mistake in a request to its sender.
 * @param fields of each type of the protocol's requests
 */
export function describeIssue(
  error: z.ZodError,
  json: unknown,
  fields: ReadonlyMap<string, readonly string[]>,
): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'The message does not fit the protocol.';
  if (issue.code === 'invalid_union' || (issue.path.length === 0 && !isRecord(json))) {
    return `type: must be one of ${[...fields.keys()].join(', ')}; got ${excerpt(isRecord(json) ? json['type'] : json)}.`;
  }
  if (issue.code === 'unrecognized_keys') return unknownField(issue, json, fields);
  const message = issue.code === 'invalid_type' ? `expected ${issue.expected}` : issue.message;
  return `${issue.path.join('.')}: ${message}; got ${excerpt(valueAt(json, issue.path))}.`;
}

function unknownField(
  { keys: [key] }: z.core.$ZodIssueUnrecognizedKeys,
  json: unknown,
  fields: ReadonlyMap<string, readonly string[]>,
): string {
  const type = String(valueAt(json, ['type']));
  return `${type} takes no ${excerpt(key)}; it takes ${(fields.get(type) ?? []).join(', ')}.`;
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (isRecord(value) ? value[key as string] : undefined), json);
}

/** Excerpt of a value. It only names arrays and objects, because writing a nested one may overflow the stack. */
function excerpt(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (isRecord(value)) return Array.isArray(value) ? 'an array' : 'an object';
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return shortened(text);
}

function shortened(text: string): string {
  return text.length > EXCERPT_LENGTH_MAX ? `${text.slice(0, EXCERPT_LENGTH_MAX - 3)}...` : text;
}

export function requestIdOf(json: unknown): string | undefined {
  const requestId = isRecord(json) ? json['requestId'] : undefined;
  return typeof requestId === 'string' && requestId.length <= TEXT_LENGTH_MAX.requestId
    ? requestId
    : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
