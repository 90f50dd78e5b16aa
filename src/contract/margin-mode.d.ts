/** Cross and isolated margin on the wire. */
import { z } from 'zod';
export declare const marginModeSchema: z.ZodEnum<{
    cross: "cross";
    isolated: "isolated";
}>;
/** What backs a position: the account's shared balance, or what was assigned to it alone. */
export type MarginMode = z.infer<typeof marginModeSchema>;
/** Fields of a position. An exchange that has cross margin alone says neither; `isolatedMargin` is null with cross margin. */
export declare const backing: {
    marginMode: z.ZodOptional<z.ZodEnum<{
        cross: "cross";
        isolated: "isolated";
    }>>;
    isolatedMargin: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
};
