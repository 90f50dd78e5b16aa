/** A bundled strategy as text, which runs on another machine with the same errors at the same lines. */
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { SetupError } from '../../runtime/failure.ts';
import { bundle, type Bundle } from './bundle.ts';

const packedSchema = z.strictObject({
  code: z.string(),
  sources: z.array(z.tuple([z.string(), z.array(z.string()).readonly()])),
});

/** @throws SetupError for a strategy that does not compile, or that needs more than the author's own files */
export async function packStrategy(path: string): Promise<string> {
  const folder = dirname(path);
  const { code, sources, installed } = await bundle(
    path,
    join(folder, 'strategy.mjs'),
    `${pathToFileURL(folder).pathname}/`,
  );
  const [first] = installed;
  if (first !== undefined)
    throw new SetupError(
      `${path} imports ${first}, which other machines may not have; with --queue a strategy can import its own files and Node's modules only`,
    );
  return JSON.stringify({ code, sources: [...sources] } satisfies z.input<typeof packedSchema>);
}

/** @throws Error for any other text */
export function unpackStrategy(text: string): Pick<Bundle, 'code' | 'sources'> {
  const { code, sources } = packedSchema.parse(JSON.parse(text));
  return { code, sources: new Map(sources) };
}
