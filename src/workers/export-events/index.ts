/** `npm run export-events`: writes every event of a session as one line of JSON, or its orders or fills as CSV. */
import { z } from 'zod';
import { logLevelOption } from '../../config/common-options.ts';
import { EXPORT_FORMATS } from '../../session/csv/csv-files.ts';
import { EXIT_IN_ORDER } from '../../runtime/exit-codes.ts';
import { SetupError } from '../../runtime/failure.ts';
import { fromStartFolder } from '../../runtime/start-folder.ts';
import { runWorker, type WorkerFrame, type Running } from '../../runtime/worker-frame.ts';
import { withUnpacked } from '../../session/journal/unpacked.ts';
import type { Options, Program } from '../../runtime/options.ts';
import { writeEvents, type WriteEventsOptions } from './write-events.ts';

/** Share of the total between two announcements of the progress. */
const PROGRESS_STEP = 0.01;

const schema = z.strictObject({
  format: z
    .enum(EXPORT_FORMATS)
    .default('events')
    .describe(
      'events: the published events as JSON lines; orders: CSV, one row for each event of an order; fills: CSV, one row for each side of a trade, with markouts',
    ),
  logLevel: logLevelOption,
});
type Shape = (typeof schema)['shape'];

const program: Program<Shape> = {
  command: 'npm run export-events',
  about:
    "Writes every event of a session's stream, rebuilt from its journal, as one line of JSON; or its orders or fills as CSV.",
  positionals: ['FOLDER|SESSION.botpit', 'FILE'],
  schema,
};

async function start(
  { options: { format }, positionals }: Options<Shape>,
  frame: WorkerFrame,
): Promise<Running> {
  const [given = '', file = ''] = positionals.map((path) => fromStartFolder(path));
  const ending = new AbortController();
  const options = { file, format, signal: ending.signal, onProgress: announcer(frame) };
  const report = async () => {
    const count = await write(given, options);
    frame.log.info(
      `${count} ${format === 'events' ? 'events' : `rows of ${format}`} of ${given} are in ${file}`,
    );
    frame.stop(EXIT_IN_ORDER);
  };
  const written = report().catch((error: unknown) => {
    if (!ending.signal.aborted) endWith(error as Error);
  });
  return {
    stop: async () => {
      ending.abort();
      await written;
    },
  };
}

/** Ends the process with an error. The worker has already started, so no caller waits for the error. */
function endWith({ message }: Error): void {
  process.nextTick(() => {
    throw new SetupError(message);
  });
}

function write(given: string, options: Omit<WriteEventsOptions, 'session'>): Promise<number> {
  const from = (session: string) => writeEvents({ session, ...options });
  return given.endsWith('.botpit') ? withUnpacked(given, from) : from(given);
}

/** @returns a function that announces the progress to a program. A person at a terminal waits for the last line. */
function announcer(frame: WorkerFrame): (share: number) => void {
  let announced = -1;
  return (share) => {
    if (process.stdout.isTTY || (share < announced + PROGRESS_STEP && share < 1)) return;
    announced = share;
    frame.announce({ event: 'progress', share });
  };
}

await runWorker(program, start);
