/** Converts a zod schema to the plain TypeScript type of its values. */
import { z } from 'zod';

type Json = z.core.JSONSchema._JSONSchema;
type Schema = Exclude<Json, boolean>;

/** @returns the type as source text @throws for a schema feature that no message of the protocol uses */
export function typeText(schema: z.ZodType): string {
  return textOf(z.toJSONSchema(schema, { io: 'output' }));
}

function textOf(json: Json): string {
  if (typeof json === 'boolean') throw new Error('a schema that lets all or nothing through has no type');
  if (json.const !== undefined) return JSON.stringify(json.const);
  if (json.enum !== undefined) return json.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (json.anyOf !== undefined) return json.anyOf.map(textOf).join(' | ');
  if (Array.isArray(json.type)) return json.type.map((type) => textOf({ ...json, type })).join(' | ');
  switch (json.type) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return json.type;
    case 'integer':
      return 'number';
    case 'array':
      return arrayText(json);
    case 'object':
      return objectText(json);
    default:
      throw new Error(`no type for the schema ${JSON.stringify(json)}`);
  }
}

function arrayText({ prefixItems, items }: Schema): string {
  if (prefixItems !== undefined) return `readonly [${prefixItems.map(textOf).join(', ')}]`;
  if (items === undefined || Array.isArray(items)) throw new Error('a list of unknown things has no type');
  const item = textOf(items);
  return item.includes('|') ? `readonly (${item})[]` : `readonly ${item}[]`;
}

function objectText({ properties = {}, required = [] }: Schema): string {
  const fields = Object.entries(properties).map(
    ([name, json]) => `readonly ${name}${required.includes(name) ? '' : '?'}: ${textOf(json)};`,
  );
  return `{\n${fields.map((field) => `${indented(field)}\n`).join('')}}`;
}

export function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
