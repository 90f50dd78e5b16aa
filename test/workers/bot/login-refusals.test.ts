/** Refusals of a login after which a later one may succeed: the bot logs in again, and does not end. */
import { expect, test } from 'vitest';
import { gateway, Scripted, startBot, useServers } from './bot-bench.ts';
import { welcome } from './fake-gateway.ts';

useServers();

test.each(['SHUTTING_DOWN', 'RECOVERING', 'RATE_LIMITED'])('%s', async (code) => {
  const { announced, lines } = startBot(new Scripted());
  await gateway.request('login');
  gateway.say({ type: 'error', requestId: 'login', code, reason: 'Try again later.' });
  await lines.next((line) => line === `warn Try again later. (${code})`);
  gateway.dropClient();
  await gateway.request('login');
  gateway.say(welcome());
  expect(await announced.next(({ event }) => event === 'ready')).toMatchObject({ account: 'tester' });
});
