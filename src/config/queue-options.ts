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

/** Address of a queue, and the trust that its server must pass. */
export interface QueuePlace {
  /** Address of the queue. Its `stream` is the queue's name. */
  readonly address: NatsAddress;
  readonly trust: Trust | null;
}

/**
 * Reads a queue's options. It removes the credentials from the environment, because strategies can read that.
 * @throws OptionError when the file of `natsCert` holds no certificate
 */
export function queuePlace(queue: string, natsCert: string | undefined): QueuePlace {
  const trust = trustFor(natsCert, '--nats-cert');
  const address = natsAddress(queue, process.env['BOTPIT_NATS_CREDENTIALS']);
  delete process.env['BOTPIT_NATS_CREDENTIALS'];
  return { address, trust };
}
