/**
 * Quickly accepts values that a zod schema would return unchanged.
 *
 * 1. `true` promises that the schema accepts the value and changes nothing in it: it drops no field and fills in no
 *    default.
 * 2. `false` promises nothing. The caller then asks the schema, which can describe the mistake.
 * 3. The check is derived from the schema, so it covers a field that is added there. It never accepts a value of a
 *    schema that it does not understand.
 */
import type { z } from 'zod';

export type ShapeCheck = (value: unknown) => boolean;

type Def = z.core.$ZodTypes['_zod']['def'];

function defOf(schema: z.core.$ZodType): Def {
  const { _zod: zod } = schema as z.core.$ZodTypes;
  return zod.def;
}

const refuse: ShapeCheck = () => false;

export function shapeCheck(schema: z.core.$ZodType): ShapeCheck {
  const def = defOf(schema);
  switch (def.type) {
    case 'string':
      return bare(def, (value) => typeof value === 'string');
    case 'boolean':
      return bare(def, (value) => typeof value === 'boolean');
    case 'number':
      return numberCheck(def);
    case 'literal':
      return oneOf(def.values);
    case 'enum':
      return oneOf(Object.values(def.entries));
    case 'nullable':
      return nullable(shapeCheck(def.innerType));
    case 'optional':
      return shapeCheck(def.innerType);
    case 'array':
      return bare(def, arrayCheck(shapeCheck(def.element)));
    case 'tuple':
      return def.rest === null ? bare(def, tupleCheck(def.items.map(shapeCheck))) : refuse;
    case 'object':
      return bare(def, objectCheck(def.shape));
    case 'union':
      return discriminated(def);
    default:
      return refuse;
  }
}

/** Refuses when the schema has further conditions, so that the schema checks them. */
function bare(def: Def, check: ShapeCheck): ShapeCheck {
  return (def.checks ?? []).length === 0 ? check : refuse;
}

function numberCheck(def: Extract<Def, { type: 'number' }>): ShapeCheck {
  const isInteger = 'format' in def && def.format === 'safeint';
  if ('format' in def && !isInteger) return refuse;
  const test: ShapeCheck = isInteger ? Number.isSafeInteger : Number.isFinite;
  const conditions = def.checks ?? [];
  if (conditions.length === 0) return test;
  return conditions.every(isAboveZero) ? (value) => test(value) && (value as number) > 0 : refuse;
}

function isAboveZero({ _zod: { def } }: z.core.$ZodCheck): boolean {
  const { check, value, inclusive } = def as Partial<z.core.$ZodCheckGreaterThanDef>;
  return check === 'greater_than' && value === 0 && inclusive === false;
}

function oneOf(values: readonly unknown[]): ShapeCheck {
  const [only] = values;
  return values.length === 1 ? (value) => value === only : (value) => values.includes(value);
}

function nullable(inner: ShapeCheck): ShapeCheck {
  return (value) => value === null || inner(value);
}

function arrayCheck(element: ShapeCheck): ShapeCheck {
  return (value) => Array.isArray(value) && value.every(element);
}

function tupleCheck(items: readonly ShapeCheck[]): ShapeCheck {
  return (value) =>
    Array.isArray(value) &&
    value.length === items.length &&
    items.every((check, index) => check(value[index]));
}

/** Every required field is present, and there is no field that the schema does not name. */
function objectCheck(shape: Readonly<Record<string, z.core.$ZodType>>): ShapeCheck {
  const checks = new Map(Object.entries(shape).map(([key, schema]) => [key, shapeCheck(schema)]));
  const required = Object.values(shape).filter((schema) => !isOptional(schema)).length;
  const optional = new Set(Object.keys(shape).filter((key) => isOptional(shape[key])));
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    let found = 0;
    for (const key in value) {
      const check = checks.get(key);
      if (check === undefined || !check((value as Record<string, unknown>)[key])) return false;
      if (!optional.has(key)) found += 1;
    }
    return found === required;
  };
}

function isOptional(schema: z.core.$ZodType | undefined): boolean {
  return schema !== undefined && defOf(schema).type === 'optional';
}

/** Check of a union of objects that one field distinguishes. */
function discriminated(def: Extract<Def, { type: 'union' }>): ShapeCheck {
  if (!('discriminator' in def)) return refuse;
  const field = String(def.discriminator);
  const byValue = new Map<unknown, ShapeCheck>();
  for (const option of def.options) {
    const inner = defOf(option);
    if (inner.type !== 'object') return refuse;
    const tag = inner.shape[field] === undefined ? undefined : defOf(inner.shape[field]);
    if (tag?.type !== 'literal') return refuse;
    for (const value of tag.values) byValue.set(value, shapeCheck(option));
  }
  return (value) => {
    if (typeof value !== 'object' || value === null) return false;
    return byValue.get((value as Record<string, unknown>)[field])?.(value) === true;
  };
}
