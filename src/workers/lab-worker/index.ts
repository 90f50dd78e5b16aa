/**
 * `npm run lab-worker`: computes runs for the labs of a work queue, each in a separate process, until it is stopped.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { logLevelOption } from '../../config/common-options.ts';
import { queueOption, queuePlace } from '../../config/queue-options.ts';
import { natsCertOption } from '../../config/relay-config.ts';
import { LabPool } from '../../lab/pool.ts';
import { programOf } from '../../lab/queue/program.ts';
import { QueueWorker } from '../../lab/queue/queue-worker.ts';
import { asChild } from '../../lab/run-starters.ts';
import type { Options, Program } from '../../runtime/options.ts';
import { runWorker, type Running, type WorkerFrame } from '../../runtime/worker-frame.ts';
import { narrowEnvironment } from '../bot/environment.ts';

const RUN_PROCESS = fileURLToPath(new URL('./lab-run.js', import.meta.url));
const RUNS_MAX = 1_024;

const SHAPE = {
  queue: queueOption.describe(
    'work queue of the labs, nats://HOST:PORT/QUEUE; credentials in BOTPIT_NATS_CREDENTIALS',
  ),
  runs: z.int().min(1).max(RUNS_MAX).optional().describe('runs at the same time (default one for each core)'),
  natsCert: natsCertOption,
  logLevel: logLevelOption,
};

const program: Program<typeof SHAPE> = {
  command: 'npm run lab-worker',
  about:
    'A worker of the lab: runs the strategies of every npm run lab -- … --queue with the same queue. Anyone who can write to the queue can run code here.',
  schema: z.strictObject(SHAPE),
};

async function start({ options }: Options<typeof SHAPE>, frame: WorkerFrame): Promise<Running> {
  const { queue, natsCert, runs: runsMax = availableParallelism() } = options;
  const place = queuePlace(queue, natsCert);
  // Runs inherit the environment.
  narrowEnvironment(process.env);
  const worker = await QueueWorker.open({
    place,
    program: programOf(RUN_PROCESS),
    runsMax,
    createPool: () => new LabPool(asChild(RUN_PROCESS), runsMax),
    log: frame.log,
    onLost: (reason) => frame.stop(1, reason),
  });
  frame.log.info(`waiting for jobs at ${place.address.shown}, ${runsMax} at a time`);
  frame.announce({ event: 'ready' });
  return { stop: () => worker.stop() };
}

await runWorker(program, start);
