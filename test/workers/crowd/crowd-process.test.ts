/** The process of the crowd, at a gateway and a relay that the test controls. */
import { expect, test } from 'vitest';
import { rosterOf } from '../../../src/crowd/index.ts';
import { CrowdProcess } from '../../../src/workers/crowd/crowd-process.ts';
import { Arrivals } from '../../support/workers.ts';
import { fakeHost, FakeServer } from '../bot/fake-gateway.ts';

test('a refusal ends the crowd, and the supervisor gets its reason', async () => {
  const relay = await FakeServer.listen();
  const gateway = await FakeServer.listen((server) => server.say('[]'));
  const endings = new Arrivals<readonly [exitCode: number, reason: string | undefined]>();
  const { host } = fakeHost();
  const crowd = new CrowdProcess(
    {
      members: rosterOf(10).slice(0, 1),
      seed: 1,
      places: undefined,
      mood: undefined,
      orders: gateway.url,
      relay: relay.url,
      token: undefined,
      trust: null,
    },
    { ...host, stop: (exitCode, reason) => endings.push([exitCode, reason]) },
  );
  try {
    expect(await endings.next()).toEqual([2, expect.stringContaining('sends market data')]);
  } finally {
    await crowd.stop();
    gateway.close();
    relay.close();
  }
});
