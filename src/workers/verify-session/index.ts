/** `npm run verify-session`: checks that a session agrees with its journal. */
import { z } from 'zod';
import { logLevelOption } from '../../config/common-options.ts';
import { EXIT_IN_ORDER } from '../../runtime/exit-codes.ts';
import { SetupError } from '../../runtime/failure.ts';
import { fromStartFolder } from '../../runtime/start-folder.ts';
import { runWorker, type WorkerFrame, type Running } from '../../runtime/worker-frame.ts';
import { listFiles } from '../../session/journal/journal-folder.ts';
import { JournalError } from '../../session/journal/journal-error.ts';
import { lockSession } from '../../session/journal/lock.ts';
import { withUnpacked } from '../../session/journal/unpacked.ts';
import type { Logger } from '../../runtime/log.ts';
import type { Options, Program } from '../../runtime/options.ts';
import { rebuildCsv } from './rebuild.ts';
import { verifySession, type Verdict } from './verify.ts';

const EXIT_DIFFERENT = 1;

const schema = z.strictObject({
  rebuildCsv: z
    .boolean()
    .default(false)
    .describe('rebuild the CSV files from the journal first; the old ones are renamed to .old'),
  logLevel: logLevelOption,
});
type Shape = (typeof schema)['shape'];

const program: Program<Shape> = {
  command: 'npm run verify-session',
  about: "Replays a session's journal and compares every number with what was recorded.",
  positionals: ['FOLDER|FILE.botpit'],
  schema,
};

async function start({ options, positionals }: Options<Shape>, frame: WorkerFrame): Promise<Running> {
  const given = fromStartFolder(positionals[0] ?? '');
  try {
    const verdict = given.endsWith('.botpit')
      ? await withUnpacked(given, (session) => verifySession(session, false))
      : await verifyFolder(given, options.rebuildCsv, frame.log);
    process.stdout.write(`${report(given, verdict)}\n`);
    frame.stop(verdict.difference === null ? EXIT_IN_ORDER : EXIT_DIFFERENT);
  } catch (error) {
    throw error instanceof JournalError ? new SetupError(error.message) : error;
  }
  return { stop: () => {} };
}

const WHILE_IT_RUNS = 'stop that exchange, or verify a copy that npm run pack-session makes while it runs';

/** Verifies a folder. No process may write to it meanwhile. */
async function verifyFolder(session: string, rebuilds: boolean, log: Logger): Promise<Verdict> {
  if (listFiles(session, 'log').length === 0) throw new SetupError(`${session} has no journal.`);
  const unlock = await lockSession(session, WHILE_IT_RUNS);
  try {
    if (rebuilds) await rebuildCsv(session, log);
    return verifySession(session, true);
  } finally {
    unlock();
  }
}

function report(session: string, verdict: Verdict): string {
  const { segments, commands, events, checkpoints, snapshots, rows, hash, difference } = verdict;
  const count = (number: number, word: string, rest = '') =>
    `${number.toLocaleString('en')} ${word}${number === 1 ? '' : 's'}${rest}`;
  const tables = Object.entries(rows).map(([file, number]) => count(number, 'row', ` of ${file}`));
  return [
    session,
    `  ${count(commands, 'command')}, ${count(events, 'event')}, ${count(checkpoints, 'checkpoint')}, ${count(segments, 'segment')}, ${count(snapshots, 'snapshot')}`,
    ...(tables.length === 0 ? [] : [`  ${tables.join(', ')}`]),
    `  state ${hash}`,
    difference === null ? 'equal' : `different: ${difference}`,
  ].join('\n');
}

await runWorker(program, start);
