import { beforeEach, describe, expect, test } from 'vitest';
import type { Connection } from '../../src/renderer/feed/connection.ts';
import { RelayClient } from '../../src/renderer/feed/relay-client.ts';
import { FakeEnvironment } from './fake-environment.ts';

const URL_A = 'ws://127.0.0.1:9010';
const URL_B = 'ws://far.example:9010';

describe('relay client', () => {
  let environment: FakeEnvironment;
  let client: RelayClient;
  let phases: Connection['phase'][];
  let texts: string[];

  beforeEach(() => {
    environment = new FakeEnvironment();
    phases = [];
    texts = [];
    client = new RelayClient(environment, {
      onConnection: ({ phase }) => phases.push(phase),
      onText: (text) => texts.push(text),
    });
  });

  test('dials, connects and passes frames on', () => {
    client.follow(URL_A);
    expect(client.connection).toEqual({ phase: 'connecting', url: URL_A, attempt: 1 });
    environment.socket.open();
    environment.socket.send('[]');
    expect(client.connection).toEqual({ phase: 'connected', url: URL_A });
    expect(texts).toEqual(['[]']);
  });

  test('dials again after longer and longer delays, without flickering, until it succeeds', () => {
    client.follow(URL_A);
    const delays: number[] = [];
    for (let failure = 0; failure < 7; failure += 1) {
      environment.socket.end(1006);
      const { connection } = client;
      if (connection.phase !== 'disconnected' || connection.nextTryAt === null)
        throw new Error('not waiting');
      delays.push(connection.nextTryAt - environment.now());
      expect(connection).toMatchObject({
        reason: expect.stringContaining(`No answer from ${URL_A}`),
        attempt: failure + 2,
      });
      environment.pass(connection.nextTryAt - environment.now());
      expect(client.connection).toMatchObject({ phase: 'disconnected', nextTryAt: null });
    }
    expect(delays).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
    expect(environment.sockets).toHaveLength(8);
    environment.socket.open();
    expect(phases.filter((phase) => phase === 'connecting')).toHaveLength(1);
    expect(client.connection.phase).toBe('connected');
  });

  test('starts over with the shortest delay once the relay sent something readable', () => {
    client.follow(URL_A);
    environment.socket.end(1006);
    environment.pass(250);
    environment.socket.open();
    client.confirm();
    environment.socket.end(1001);
    expect(client.connection).toMatchObject({
      reason: 'The relay was shut down',
      attempt: 2,
      nextTryAt: environment.now() + 250,
    });
  });

  test('a relay that answered before needs no token after it is lost', () => {
    client.follow(URL_A);
    environment.socket.end(1006);
    expect(client.connection).toMatchObject({ reason: expect.stringContaining('requires a token') });
    environment.pass(250);
    environment.socket.open();
    environment.socket.end(1006);
    environment.pass(500);
    environment.socket.end(1006);
    expect(client.connection).toMatchObject({ reason: `No answer from ${URL_A}` });
    client.follow(URL_B);
    environment.socket.end(1006);
    expect(client.connection).toMatchObject({ reason: expect.stringContaining('requires a token') });
  });

  test('gives up on a relay that does not answer', () => {
    client.follow(URL_A);
    environment.pass(5_000);
    expect(environment.socket.isClosed).toBe(true);
    expect(client.connection).toMatchObject({
      phase: 'disconnected',
      reason: `No answer from ${URL_A} within 5 s`,
    });
  });

  test('retries at once on request, and not twice', () => {
    client.follow(URL_A);
    environment.socket.end(1006);
    client.retryNow();
    client.retryNow();
    environment.pass(250);
    expect(environment.sockets).toHaveLength(2);
  });

  test('follows another address and forgets the first', () => {
    client.follow(URL_A);
    const [first] = environment.sockets;
    first?.open();
    client.follow(URL_B);
    expect(first?.isClosed).toBe(true);
    first?.send('late');
    first?.end(1006);
    expect(texts).toEqual([]);
    expect(client.connection).toEqual({ phase: 'connecting', url: URL_B, attempt: 1 });
  });

  test('without an address it is closed and stays so', () => {
    client.follow(URL_A);
    environment.socket.end(1006);
    client.follow(null);
    environment.pass(60_000);
    client.retryNow();
    expect(client.connection).toEqual({ phase: 'closed' });
    expect(environment.sockets).toHaveLength(1);
  });

  test('an invalid address is reported', () => {
    const refusing = new RelayClient(
      {
        now: environment.now,
        after: environment.after,
        openSocket: () => {
          throw new SyntaxError('the URL is invalid');
        },
      },
      { onConnection: () => {}, onText: () => {} },
    );
    refusing.follow('nonsense');
    expect(refusing.connection).toMatchObject({ phase: 'disconnected', reason: 'the URL is invalid' });
  });

  test('refuses binary frames', () => {
    client.follow(URL_A);
    environment.socket.open();
    environment.socket.send(new ArrayBuffer(2));
    expect(environment.socket.isClosed).toBe(true);
    expect(client.connection).toMatchObject({
      phase: 'disconnected',
      reason: expect.stringContaining('binary'),
    });
  });
});
