/** A bundled strategy as text, which runs on another machine with the same errors at the same lines. */
import { z } from 'zod';
import { BrokenStrategy, portableBundle, type Bundle } from './bundle.ts';

const BYTES_PER_MB = 1e6;
/** Largest packed strategy, which every worker downloads, and every run parses within its memory. */
const PACKED_BYTES_MAX = 32 * BYTES_PER_MB;

const packedSchema = z.strictObject({
  code: z.string(),
  sources: z.array(z.tuple([z.string(), z.array(z.string()).readonly()])),
});

/** @throws SetupError for a strategy that does not compile, needs more than JavaScript, or is too large */
export async function packStrategy(path: string, bytesMax = PACKED_BYTES_MAX): Promise<string> {
  const { code, sources } = await portableBundle(path);
  const text = JSON.stringify({ code, sources: [...sources] } satisfies z.input<typeof packedSchema>);
  const bytes = Buffer.byteLength(text);
  if (bytes <= bytesMax) return text;
  const [size, limit] = [bytes, bytesMax].map((each) => (each / BYTES_PER_MB).toFixed(1));
  throw new BrokenStrategy(
    `${path}: with its packages it has ${size} MB; --queue takes at most ${limit} MB, so import less or run this lab without --queue`,
    [path],
  );
}

/** @throws Error for any other text */
export function unpackStrategy(text: string): Pick<Bundle, 'code' | 'sources'> {
  const { code, sources } = packedSchema.parse(JSON.parse(text));
  return { code, sources: new Map(sources) };
}
