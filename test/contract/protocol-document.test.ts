/** The protocol's documents, for people and for programs, agree with the schemas. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { asyncApi, messagesOf, protocolSchema } from '../../src/contract/json-schema.ts';
import { CANCEL_CAUSES, REJECT_CODES } from '../../src/contract/orders.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const text = readFileSync(`${ROOT}docs/protocol.md`, 'utf8');

/** Fields that a section describes once for all its messages. */
const COMMON = new Set(['type', 'requestId', 'seq', 'time']);

const SECTIONS = {
  request: '## Orders: client → exchange',
  reply: '## Orders: exchange → client',
  event: '## Events',
} as const;

/** The row of a message: `| \`type\` … | fields |`. */
function rowOf(direction: keyof typeof SECTIONS, type: string): string {
  const section = text.split(SECTIONS[direction])[1]?.split('\n## ')[0] ?? '';
  return section.split('\n').find((line) => line.startsWith(`| \`${type}\``)) ?? '';
}

const messages = (['request', 'reply', 'event'] as const).flatMap((direction) =>
  messagesOf(direction).map(([type, schema]) => ({ direction, type, schema })),
);

describe('docs/protocol.md', () => {
  test.each(messages)('has every field of $direction $type', ({ direction, type, schema }) => {
    const row = rowOf(direction, type);
    expect(row).not.toBe('');
    const fields = Object.keys(schema['properties'] as object).filter((field) => !COMMON.has(field));
    expect(fields.filter((field) => !row.includes(`\`${field}\``))).toEqual([]);
  });

  test('has every code, in order of precedence, and every cause', () => {
    const list = text.slice(text.indexOf('Codes, in the order'));
    const places = REJECT_CODES.map((code) => list.indexOf(`\`${code}\``));
    expect(places.filter((place) => place === -1)).toEqual([]);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    const causes = rowOf('reply', 'order_canceled');
    expect(CANCEL_CAUSES.filter((cause) => !causes.includes(`\`${cause}\``))).toEqual([]);
  });

  test('names only messages that exist', () => {
    const types = new Set(messages.map(({ type }) => type));
    const named = Object.values(SECTIONS).flatMap((title) =>
      [...(text.split(title)[1]?.split('\n## ')[0] ?? '').matchAll(/^\| `(\w+)`/gm)].map(
        ([, type]) => type ?? '',
      ),
    );
    expect(named.filter((type) => !types.has(type))).toEqual([]);
  });
});

test.each([
  ['protocol.schema.json', protocolSchema],
  ['asyncapi.json', asyncApi],
] as const)('resources/%s is what `npm run make -- schema` writes', (name, make) => {
  expect(JSON.parse(readFileSync(`${ROOT}resources/${name}`, 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(make())),
  );
});

test('every reference of the AsyncAPI document resolves', () => {
  const documents: Record<string, unknown> = { '': asyncApi(), './protocol.schema.json': protocolSchema() };
  const references = [...JSON.stringify(asyncApi()).matchAll(/"\$ref":"([^"#]*)#\/([^"]+)"/g)];
  expect(references.length).toBeGreaterThan(60);
  for (const [, file = '', path = ''] of references) {
    const found = path
      .split('/')
      .reduce<unknown>(
        (value, key) => (value as Record<string, unknown> | undefined)?.[key],
        documents[file],
      );
    expect(found, `${file}#/${path}`).toBeDefined();
  }
});
