/** A pit that does not open, because a port is taken, leaves no empty session behind. */
import { expect, test } from 'vitest';
import { Pit } from '../../src/pit/pit.ts';
import type { PitSession } from '../../src/pit/pit-options.ts';
import { FakeMachine, SCRIPTS, settle } from './fake-machine.ts';

const TAKEN = { host: '::1', port: 9001, option: '--orders-port' };

test.each([
  { isUnused: true, last: '/sessions/1' },
  { isUnused: false, last: '/sessions/2' },
])('the last session is $last when the folder of the failed start is unused: $isUnused', async (given) => {
  const machine = new FakeMachine();
  const aliveAtRemoval: (readonly string[])[] = [];
  const alive = () => machine.launched.filter(({ isGone }) => !isGone).map(({ launch }) => launch.name);
  const session: PitSession = {
    folder: '/sessions/2',
    exchangeArgs: [],
    removeIfUnused: () => {
      aliveAtRemoval.push(alive());
      return Promise.resolve(given.isUnused);
    },
  };
  const pit = new Pit({
    launcher: machine.launcher,
    clock: machine.clock,
    scripts: SCRIPTS,
    houseToken: 'of the house',
    ports: { orders: 9001, events: 9002, relay: 9010 },
    portAdvice: (flag) => `choose another with ${flag}`,
    roster: [],
    settings: { host: '127.0.0.1', strategiesDir: '/strategies', logLevel: 'info' },
    sessionFolder: '/sessions/1',
    openSession: () => Promise.resolve(session),
    fileExists: () => true,
    onChange: () => {},
    onRoster: () => {},
  });
  const started = pit.start();
  await settle();
  expect(pit.state.sessionFolder).toBe('/sessions/2');
  expect(alive()).toEqual(['exchange']);
  machine.process('exchange').failSetup('port 9001 is taken', TAKEN);
  expect(await started).toMatchObject({ ok: false });
  expect(aliveAtRemoval).toEqual([[]]);
  expect(pit.state).toMatchObject({ phase: 'stopped', sessionFolder: given.last });
});
