/** What a client of the gateway does when its login is refused. */
import { afterEach, expect, test } from 'vitest';
import type { RejectCode } from '../../src/contract/orders.ts';
import { GatewaySession } from '../../src/net/gateway-session.ts';
import { createLogger } from '../../src/runtime/log.ts';
import { listeningServer } from '../support/web-socket-server.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** @returns the number of logins until the client ends or has tried twice, and the reason of its end */
async function loginsUnder(code: RejectCode) {
  const { server, url, close } = await listeningServer();
  ends.push(close);
  let logins = 0;
  return new Promise<{ logins: number; refusal: string | null }>((resolve) => {
    server.on('connection', (socket) => {
      socket.on('message', () => {
        logins += 1;
        socket.send(JSON.stringify({ type: 'error', requestId: 'login', code, reason: 'No.' }));
        socket.close();
        if (logins === 2) resolve({ logins, refusal: null });
      });
    });
    const session = new GatewaySession({
      url,
      account: 'ann',
      token: undefined,
      log: createLogger('error', () => {}),
      onWelcome: () => {},
      onReply: () => {},
      onLost: () => {},
      onRefused: (refusal) => {
        void session.close();
        resolve({ logins, refusal });
      },
    });
    ends.push(() => session.close());
  });
}

test.each(['SHUTTING_DOWN', 'RECOVERING', 'RATE_LIMITED'] as const)('%s: it tries again', async (code) => {
  expect(await loginsUnder(code)).toEqual({ logins: 2, refusal: null });
});

test('any other refusal is final, and says why', async () => {
  expect(await loginsUnder('BAD_TOKEN')).toEqual({
    logins: 1,
    refusal: 'the order gateway refuses ann: No. (BAD_TOKEN)',
  });
});
