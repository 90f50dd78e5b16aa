/** Options of the lab and its workers that name a work queue. */
import { z } from 'zod';
import { trustFor } from './common-options.ts';
import { isNatsAddress, natsAddress, type NatsAddress } from './nats-address.ts';
import type { Trust } from '../net/trust.ts';

export const queueOption = z
  .string()
  .refine(
    isNatsAddress,
    'must be nats://HOST:PORT/QUEUE or tls://HOST:PORT/QUEUE, with a queue of A-Z a-z 0-9 _ -',
  );

/** The place of a queue, and the right to use it. */
export interface QueuePlace {
  /** Its `stream` is the name of the queue. */
  readonly address: NatsAddress;
  readonly trust: Trust | null;
}

/**
 * Takes the credentials out of the environment, because strategies can read it.
 * @throws OptionError when the file of `natsCert` holds no certificate
 */
export function queuePlace(queue: string, natsCert: string | undefined): QueuePlace {
  const trust = trustFor(natsCert, '--nats-cert');
  const address = natsAddress(queue, process.env['BOTPIT_NATS_CREDENTIALS']);
  delete process.env['BOTPIT_NATS_CREDENTIALS'];
  return { address, trust };
}
