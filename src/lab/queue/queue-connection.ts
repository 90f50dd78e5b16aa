/** A connection to the server of a queue. Once it stands, it is renewed for as long as it takes. */
import type { NatsConnection } from '@nats-io/transport-node';
import type { QueuePlace } from '../../config/queue-options.ts';
import { connectToNats } from '../../net/nats-connection.ts';
import { inWords } from '../../net/nats-failures.ts';
import { SetupError } from '../../runtime/failure.ts';
import type { Logger } from '../../runtime/log.ts';

const RETRY_MS = 1_000;

/** @param name as the server shows the client. @throws SetupError */
export async function connectToQueue({ address, trust }: QueuePlace, name: string): Promise<NatsConnection> {
  try {
    return await connectToNats(address, trust, {
      name,
      reconnect: true,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RETRY_MS,
    });
  } catch (error) {
    throw new SetupError(`--queue ${address.shown}: ${inWords(error as Error)}`);
  }
}

/** Logs what happens to a connection in use. @param shown its address */
export async function reportTrouble(connection: NatsConnection, shown: string, log: Logger): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === 'disconnect') log.warn(`${shown}: the connection is lost; trying again`);
    else if (status.type === 'reconnect') log.info(`${shown}: connected again`);
    else if (status.type === 'error') log.warn(`${shown}: ${inWords(status.error)}`);
  }
}
