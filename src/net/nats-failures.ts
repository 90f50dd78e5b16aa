/** Failures of a NATS server, as sentences with a remedy. */
import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import {
  AuthorizationError,
  PermissionViolationError,
  RequestError,
  TimeoutError,
} from '@nats-io/transport-node';

/** @param noStream meaning and remedy when there is no such stream */
export function inWords(error: Error, noStream: string): string {
  if (error instanceof AuthorizationError) {
    return 'it requires other credentials: set BOTPIT_NATS_CREDENTIALS to USER:PASSWORD or to a token, or put them into the address';
  }
  const denied = [error, error.cause].find((one) => one instanceof PermissionViolationError);
  if (denied !== undefined) return `these credentials permit no ${denied.operation} of ${denied.subject}`;
  if (lacksJetStream(error)) return 'JetStream is not enabled: start nats-server with --jetstream';
  if (isStreamMissing(error)) return noStream;
  if (error instanceof TimeoutError) return 'no answer in time';
  const { message, code } = error as NodeJS.ErrnoException;
  return message === '' ? (code ?? error.name) : message;
}

export function isStreamMissing(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
}

/** True when the server has no JetStream, or this account has no access to it. */
function lacksJetStream({ cause }: Error): boolean {
  return cause instanceof JetStreamApiError
    ? cause.code === JetStreamApiCodes.JetStreamNotEnabledForAccount
    : cause instanceof RequestError && cause.isNoResponders();
}
