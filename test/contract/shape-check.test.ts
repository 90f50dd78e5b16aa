import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { eventSchema, parseFrame, type MarketEvent } from '../../src/contract/events.ts';
import { shapeCheck } from '../../src/contract/shape-check.ts';
import { ScriptedMarket } from '../support/scripted-market.ts';

const market = new ScriptedMarket({ seed: 5, liquidateAtStep: 3 });
const samples = [market.checkpoint(), ...Array.from({ length: 30 }, () => market.step())].flat();

/** Values that a broken or newer server could send in a field. */
const anything = fc.oneof(
  fc.constantFrom(
    null,
    '',
    'buy',
    'trade',
    0,
    -1,
    1.5,
    2 ** 53,
    -0,
    true,
    [],
    {},
    [1],
    [[1, 2]],
    [[1, 2, 3]],
  ),
  fc.jsonValue({ maxDepth: 2 }),
);
const change = fc.record({
  key: fc.constantFrom('', ...keysOf(samples)),
  value: anything,
  drop: fc.boolean(),
});
const frame = fc
  .array(fc.tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: 2 })), { maxLength: 4 })
  .map((events) => JSON.stringify(events.map(([event, changes]) => changed(event, changes))));

function keysOf(events: readonly MarketEvent[]): readonly string[] {
  return [...new Set(events.flatMap((event) => Object.keys(event))), 'weather', '__proto__', 'marginMode'];
}

function changed(event: MarketEvent, changes: readonly { key: string; value: unknown; drop: boolean }[]) {
  const fields = new Map<string, unknown>(Object.entries(event));
  for (const { key, value, drop } of changes) {
    if (drop) fields.delete(key);
    else fields.set(key, value);
  }
  return Object.fromEntries(fields);
}

const KNOWN: ReadonlySet<unknown> = new Set(eventSchema.options.map((option) => option.shape.type.value));
const ignored = z
  .object({ seq: z.int().positive(), time: z.int(), type: z.string() })
  .transform(({ seq, time }) => ({ type: 'ignored', seq, time }));

/** The same with zod only. */
function parsedByZod(text: string): readonly unknown[] {
  const events = z.array(z.unknown()).min(1).parse(JSON.parse(text));
  return events.map((event) => {
    const isKnown = KNOWN.has((event as Partial<MarketEvent> | null)?.type);
    return (isKnown ? eventSchema : ignored).parse(event);
  });
}

function outcome(parse: () => unknown): unknown {
  try {
    return { value: parse() };
  } catch (error) {
    if (!(error instanceof z.ZodError)) return { error: String(error) };
    return { error: error.issues.map(({ code, message }) => ({ code, message })) };
  }
}

describe('reading frames', () => {
  test('accepts, changes and refuses exactly like the schema', () => {
    fc.assert(
      fc.property(frame, (text) => {
        expect(outcome(() => parseFrame(text))).toEqual(outcome(() => parsedByZod(text)));
      }),
      { numRuns: 3_000 },
    );
  });

  test.each(['null', '{}', '[]', '[null]', '[[]]', '[{"type":"trade","seq":1e999}]'])(
    'refuses %s alike',
    (text) => {
      const expected = outcome(() => parsedByZod(text));
      expect(expected).toHaveProperty('error');
      expect(outcome(() => parseFrame(text))).toEqual(expected);
    },
  );

  test('every event is read without zod, except the status with its instruments', () => {
    const check = shapeCheck(eventSchema);
    const slow = new Set(samples.filter((event) => !check(event)).map(({ type }) => type));
    expect([...slow]).toEqual(['exchange_status']);
  });
});

describe('shape check', () => {
  test.each([
    ['a condition', z.string().min(2), 'abc'],
    ['a default', z.string().default('x'), 'y'],
    ['a change', z.string().transform(Number), '1'],
    ['a bound that is not zero', z.number().positive().max(3), 2],
    ['an open union', z.union([z.string(), z.number()]), 1],
  ])('leaves %s to the schema', (_, schema, value) => {
    expect(schema.safeParse(value).success).toBe(true);
    expect(shapeCheck(schema)(value)).toBe(false);
  });

  test('never accepts a field that the schema would strip', () => {
    const schema = z.object({ a: z.number(), b: z.number().optional() });
    const check = shapeCheck(schema);
    expect([{ a: 1 }, { a: 1, b: 2 }, { b: 2 }, { a: 1, c: 3 }, { a: Number.NaN }].map(check)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
