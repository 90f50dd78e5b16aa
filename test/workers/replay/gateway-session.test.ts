/** The session against a gateway whose replies the test chooses. */
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { DEFAULT_INSTRUMENT } from '../../../src/contract/instrument.ts';
import { Gate } from '../../../src/workers/replay/gate.ts';
import { GatewayLost, GatewaySession } from '../../../src/workers/replay/gateway-session.ts';
import { SetupError } from '../../../src/runtime/failure.ts';

const WELCOME = {
  type: 'welcome',
  account: 'replay',
  epoch: 'e',
  seq: 1,
  instruments: [DEFAULT_INSTRUMENT],
  balance: 1,
  positions: [],
  openOrders: [],
  limits: { frameBytesMax: 65_536, openOrdersMax: 10 },
};

interface FakeRequest {
  readonly type: string;
  readonly requestId?: string;
  readonly clientOrderId?: string;
  readonly token?: string;
}

let server: WebSocketServer;
let session: GatewaySession;
let failure: Error | undefined;
let gate: Gate;

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  failure = undefined;
  gate = new Gate(new AbortController().signal);
});

afterEach(async () => {
  await session.close();
  for (const client of server.clients) client.terminate();
  await new Promise((resolve) => server.close(resolve));
});

/** @param answer handles a request of the session. */
function connect(
  answer: (request: FakeRequest, reply: (message: object) => void, socket: WebSocket) => void,
) {
  server.on('connection', (socket) => {
    const reply = (message: object) => socket.send(JSON.stringify(message));
    socket.on('message', (data) =>
      answer(JSON.parse((data as Buffer).toString()) as FakeRequest, reply, socket),
    );
  });
  session = new GatewaySession({
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    account: 'replay',
    token: 'a secret',
    onProgress: () => gate.check(),
    onFailure: (error) => {
      failure = error;
      gate.check();
    },
  });
}

const failed = async () => {
  await gate.until(() => failure !== undefined);
  return failure;
};

describe('GatewaySession', () => {
  test('logs in and matches replies with their requests', async () => {
    const seen: string[] = [];
    connect(({ type, requestId, clientOrderId, token }, reply) => {
      if (type === 'login') {
        seen.push(`token ${token}`);
        reply(WELCOME);
        return;
      }
      const order = { clientOrderId, orderId: 1, time: 1 };
      reply({ ...order, type: 'order_canceled', remainingQuantity: 1, cause: 'user', requestId });
      reply({ ...order, type: 'order_canceled', remainingQuantity: 1, cause: 'liquidation' });
    });
    await gate.until(() => session.welcome !== undefined);
    session.listen({
      onAnswer: (request, { type }) => void seen.push(`${request.clientOrderId} answered ${type}`),
      onUpdate: ({ type }) => void seen.push(`update ${type}`),
    });
    session.send({ type: 'cancel_order', clientOrderId: 'a' });
    session.send({ type: 'cancel_order', clientOrderId: 'b' });
    expect(session.unanswered).toBe(2);
    await gate.until(() => seen.length === 5);
    expect(session.unanswered).toBe(0);
    expect(seen).toEqual([
      'token a secret',
      'a answered order_canceled',
      'update order_canceled',
      'b answered order_canceled',
      'update order_canceled',
    ]);
  });

  test('reports why the exchange rejects its login', async () => {
    connect((_request, reply) => reply({ type: 'error', code: 'BAD_TOKEN', reason: 'The token is wrong.' }));
    expect(await failed()).toEqual(
      new SetupError('the exchange refuses the login of account replay: BAD_TOKEN: The token is wrong.'),
    );
  });

  test('ends when the account logs in from elsewhere', async () => {
    connect((_request, reply) => {
      reply(WELCOME);
      reply({ type: 'error', code: 'NOT_LOGGED_IN', reason: 'Logged in from another connection.' });
    });
    expect(await failed()).toEqual(
      new GatewayLost(
        'the exchange ended the session of replay: NOT_LOGGED_IN: Logged in from another connection.',
      ),
    );
  });

  test('ends with the connection, and does not reconnect', async () => {
    let connections = 0;
    connect((_request, reply, socket) => {
      connections += 1;
      reply(WELCOME);
      socket.close(1001, 'shutting down');
    });
    expect(await failed()).toBeInstanceOf(GatewayLost);
    expect(failure?.message).toContain('is lost (closed with 1001 shutting down); its orders are cancelled');
    expect(connections).toBe(1);
  });
});

test('explains how to start an exchange when there is none', async () => {
  const lost = new Promise<Error>((onFailure) => {
    session = new GatewaySession({
      // Nobody listens on this port, and no test can get it.
      url: 'ws://127.0.0.1:1',
      account: 'replay',
      token: undefined,
      onProgress: () => {},
      onFailure,
    });
  });
  expect((await lost).message).toMatch(
    /^no exchange answers at .*ECONNREFUSED.*--config resources\/aapl\.json$/,
  );
});
