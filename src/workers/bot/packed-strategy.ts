/** A bundled strategy as text, which runs on another machine with the same errors at the same lines. */
import { z } from 'zod';
import { portableBundle, type Bundle } from './bundle.ts';

const packedSchema = z.strictObject({
  code: z.string(),
  sources: z.array(z.tuple([z.string(), z.array(z.string()).readonly()])),
});

/** @throws SetupError for a strategy that does not compile, or that needs more than JavaScript */
export async function packStrategy(path: string): Promise<string> {
  const { code, sources } = await portableBundle(path);
  return JSON.stringify({ code, sources: [...sources] } satisfies z.input<typeof packedSchema>);
}

/** @throws Error for any other text */
export function unpackStrategy(text: string): Pick<Bundle, 'code' | 'sources'> {
  const { code, sources } = packedSchema.parse(JSON.parse(text));
  return { code, sources: new Map(sources) };
}
