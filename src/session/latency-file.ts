/**
 * `latency.json` of a session: the latencies that the bots of its pit measured, over their newest messages. The pit
 * writes it when the session ends, and `npm run lab -- --latency from SESSION` reads it.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../runtime/atomic-write.ts';
import { OptionError } from '../runtime/options.ts';

const NAME = 'latency.json';

const ms = z.number().nonnegative();
/** Medians and 99th percentiles in milliseconds. */
const latencySchema = z.object({
  /** Time from a request to its reply. */
  ackP50Ms: ms,
  ackP99Ms: ms,
  /** Time from an event's time stamp to its arrival at the bot. Absent: the bot could not compare the clocks. */
  feedP50Ms: ms.optional(),
  feedP99Ms: ms.optional(),
});
const fileSchema = z.object({ bots: z.record(z.string(), latencySchema) });

export type BotLatency = Readonly<z.infer<typeof latencySchema>>;
/** Latencies by the name of the bot. */
export type BotLatencies = Readonly<Record<string, BotLatency>>;

/** Writes the file, unless no bot got a reply in this session. Rejects with a message for the user. */
export async function writeLatencies(session: string, bots: BotLatencies): Promise<void> {
  if (Object.keys(bots).length === 0) return;
  const text = `${JSON.stringify({ bots }, null, 2)}\n`;
  await writeWhole(join(session, NAME), async (file) => void (await file.write(text)));
}

/** Latencies of at least one bot. @throws OptionError with one sentence */
export function readLatencies(session: string): BotLatencies {
  if (statSync(session, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new OptionError(`${session} is not the folder of a session.`);
  const path = join(session, NAME);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new OptionError(
      `${session} has no ${NAME}. The app and npm run host write it when a session ends in which a bot has traded.`,
    );
  }
  try {
    const { bots } = fileSchema.parse(JSON.parse(text));
    if (Object.keys(bots).length > 0) return bots;
  } catch {
    // The error below names the file.
  }
  throw new OptionError(`${path} does not hold the latencies of bots.`);
}
