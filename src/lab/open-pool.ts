/** Opens the place of a lab's runs that its options select. */
import { queuePlace } from '../config/queue-options.ts';
import { OptionError } from '../runtime/options.ts';
import type { Logger } from '../runtime/log.ts';
import { WORKER_TIMEOUT_USUAL, type LabOptions } from './plan.ts';
import type { RunPool } from './pool.ts';

const MS = 1_000;

/**
 * @param local pool of this machine
 * @param runScript path of the bundle of run-process.ts
 * @throws SetupError when the queue is not usable
 * @throws OptionError for options that need a queue
 */
export async function openPool(
  { queue, natsCert, workerTimeout }: Pick<LabOptions, 'queue' | 'natsCert' | 'workerTimeout'>,
  local: RunPool,
  runScript: string,
  log: Logger,
): Promise<RunPool> {
  if (queue === undefined) {
    const [stray] = Object.entries({ 'nats-cert': natsCert, 'worker-timeout': workerTimeout }).flatMap(
      ([name, value]) => (value === undefined ? [] : [name]),
    );
    if (stray !== undefined) throw new OptionError(`--${stray} belongs to --queue.`);
    return local;
  }
  const place = queuePlace(queue, natsCert);
  // Without these modules, a lab without a queue starts faster.
  const [{ QueuePool }, { programOf }] = await Promise.all([
    import('./queue/queue-pool.ts'),
    import('./queue/program.ts'),
  ]);
  const silenceMs = (workerTimeout ?? WORKER_TIMEOUT_USUAL) * MS;
  return QueuePool.open({ place, program: programOf(runScript), silenceMs, local, log });
}
