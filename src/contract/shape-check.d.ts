/**
 * A quick yes to values that a zod schema would hand back unchanged.
 *
 * 1. `true` promises that the schema accepts the value and changes nothing in it: no field to drop, no default to fill in.
 * 2. `false` promises nothing. Whoever gets it asks the schema, which knows how to say what is wrong.
 * 3. The check is derived from the schema, so that a field that is added there is checked here. What is not understood
 *    here is never accepted.
 */
import type { z } from 'zod';
export type ShapeCheck = (value: unknown) => boolean;
export declare function shapeCheck(schema: z.core.$ZodType): ShapeCheck;
