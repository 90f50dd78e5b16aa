/** A connection to the server of a queue. Once established, it reconnects for as long as necessary. */
import { AuthorizationError, type NatsConnection } from '@nats-io/transport-node';
import type { QueuePlace } from '../../config/queue-options.ts';
import { connectToNats } from '../../net/nats-connection.ts';
import { inWords } from '../../net/nats-failures.ts';
import { SetupError } from '../../runtime/failure.ts';
import type { Logger } from '../../runtime/log.ts';

const RETRY_MS = 1_000;
const NO_SERVER = 'start nats-server with --jetstream there, or correct the address';

/** @param name name of the client on the server @throws SetupError */
export async function connectToQueue({ address, trust }: QueuePlace, name: string): Promise<NatsConnection> {
  try {
    return await connectToNats(address, trust, {
      name,
      reconnect: true,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RETRY_MS,
      // Otherwise two refused logins in a row would close the connection permanently.
      ignoreAuthErrorAbort: true,
    });
  } catch (error) {
    const advice = error instanceof AuthorizationError ? '' : `: ${NO_SERVER}`;
    throw new SetupError(`--queue ${address.shown}: ${inQueueWords(error as Error)}${advice}`);
  }
}

/** Resolves when the connection no longer reconnects. @returns the reason */
export async function ended(connection: NatsConnection): Promise<string> {
  const error = await connection.closed();
  return error instanceof Error ? inQueueWords(error) : 'the connection was closed';
}

export function inQueueWords(error: Error): string {
  return inWords(error, 'the lab has ended, or its stream was removed');
}

/** Logs the problems of a connection in use. @param shown its address, without credentials */
export async function reportTrouble(connection: NatsConnection, shown: string, log: Logger): Promise<void> {
  // After a refused login, each attempt repeats these events once a second, and then each reports that it is
  // connected again.
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
