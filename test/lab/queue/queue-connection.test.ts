/** What a lab and a worker say about their connection to the queue. */
import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { expect, test } from 'vitest';
import { ended, inQueueWords, reportTrouble } from '../../../src/lab/queue/queue-connection.ts';
import type { Logger } from '../../../src/runtime/log.ts';

test('a stream that is missing is that of a lab, which no relay creates', () => {
  const missing = new JetStreamApiError({
    code: 404,
    err_code: JetStreamApiCodes.StreamNotFound,
    description: 'stream not found',
  });
  expect(inQueueWords(missing)).toBe('the lab has ended, or its stream was removed');
  expect(inQueueWords(new Error('no space left'))).toBe('no space left');
});

test.each([
  [new Error('refused'), 'refused'],
  [undefined, 'the connection was closed'],
])('a connection that ended with %s says why', async (why, reason) => {
  const closed = Promise.resolve(why);
  const connection = { closed: () => closed } as unknown as NatsConnection;
  expect(await ended(connection)).toBe(reason);
});

test('a failure that repeats is logged once for each loss of the connection', async () => {
  const refused = { type: 'error', error: new Error('refused') };
  const [lost, renewed] = [{ type: 'disconnect' }, { type: 'reconnect' }];
  const statuses = [lost, refused, lost, refused, renewed, renewed, refused];
  const connection = { status: () => statuses } as unknown as NatsConnection;
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  await reportTrouble(connection, 'nats://host', { info: note, warn: note } as unknown as Logger);
  expect(lines).toEqual([
    'nats://host: the connection is lost; trying again',
    'nats://host: refused',
    'nats://host: connected again',
    'nats://host: refused',
  ]);
});
