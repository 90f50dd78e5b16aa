/** `npm run pack-session`: packs a session into one file, to keep or to share. */
import { z } from 'zod';
import { logLevelOption } from '../../config/common-options.ts';
import { EXIT_IN_ORDER } from '../../runtime/exit-codes.ts';
import { SetupError } from '../../runtime/failure.ts';
import { fromStartFolder } from '../../runtime/start-folder.ts';
import { runWorker, type WorkerFrame, type Running } from '../../runtime/worker-frame.ts';
import { packSession } from '../../session/journal/pack.ts';
import type { Options, Program } from '../../runtime/options.ts';

const schema = z.strictObject({ logLevel: logLevelOption });
type Shape = (typeof schema)['shape'];

const program: Program<Shape> = {
  command: 'npm run pack-session',
  about: 'Packs the journal of a session into one .botpit file.',
  positionals: ['FOLDER', 'FILE'],
  schema,
};

async function start({ positionals }: Options<Shape>, frame: WorkerFrame): Promise<Running> {
  const [folder = '', file = ''] = positionals;
  try {
    await packSession(fromStartFolder(folder), fromStartFolder(file));
  } catch (error) {
    throw new SetupError((error as Error).message);
  }
  frame.log.info(`${folder} is packed into ${fromStartFolder(file)}`);
  frame.stop(EXIT_IN_ORDER);
  return { stop: () => {} };
}

await runWorker(program, start);
