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
      // Otherwise two refused logins in a row close the connection for good.
      ignoreAuthErrorAbort: true,
    });
  } catch (error) {
    throw new SetupError(`--queue ${address.shown}: ${inQueueWords(error as Error)}`);
  }
}

/** Resolves when the connection is not renewed any more. @returns why */
export async function ended(connection: NatsConnection): Promise<string> {
  const error = await connection.closed();
  return error instanceof Error ? inQueueWords(error) : 'the connection was closed';
}

export function inQueueWords(error: Error): string {
  return inWords(error, 'the lab has ended, or its stream was removed');
}

/** Logs what happens to a connection in use. @param shown its address */
export async function reportTrouble(connection: NatsConnection, shown: string, log: Logger): Promise<void> {
  // With a refused login each attempt, once a second, repeats them; then each says that it is connected again.
  const reported = new Set<string>();
  const warnOnce = (sentence: string) => {
    if (!reported.has(sentence)) log.warn(`${shown}: ${sentence}`);
    reported.add(sentence);
  };
  for await (const status of connection.status()) {
    if (status.type === 'disconnect') warnOnce('the connection is lost; trying again');
    else if (status.type === 'error') warnOnce(inQueueWords(status.error));
    else if (status.type === 'reconnect') {
      if (reported.size > 0) log.info(`${shown}: connected again`);
      reported.clear();
    }
  }
}
