/** A compromised page in the real app cannot do harm through the bridge. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabRequest } from '../../src/contract/lab.ts';
import type { AddBots, Outcome } from '../../src/contract/pit-state.ts';
import type { Bridge } from '../../src/preload/bridge.ts';
import { App, noElectron } from '../support/app.ts';
import { MISLEADING } from '../support/hostile-arguments.ts';

type ByText =
  | 'describeStrategy'
  | 'stopBot'
  | 'startBot'
  | 'restartBot'
  | 'removeBot'
  | 'setRemoteRelay'
  | 'probeRelay'
  | 'openDropped'
  | 'openLabReport';
const BY_TEXT: readonly ByText[] = [
  'describeStrategy',
  'stopBot',
  'startBot',
  'restartBot',
  'removeBot',
  'setRemoteRelay',
  'probeRelay',
  'openDropped',
  'openLabReport',
];
const WORDS = MISLEADING.map((text) => [JSON.stringify(text).slice(0, 50), text] as const);

describe.skipIf(noElectron !== undefined)('the bridge of the real app', () => {
  const app = new App();
  let before: unknown;

  /** The call's reply; an exception counts as a reply too. */
  const ask = (call: keyof Bridge, ...args: readonly unknown[]): Promise<Outcome> =>
    app.page.evaluate(
      async ([name, given]) => {
        const bridge = window.botpit as unknown as Record<
          string,
          (...words: readonly unknown[]) => Promise<Outcome>
        >;
        return bridge[name]!(...given).catch((error: Error) => ({ ok: false, reason: error.message }));
      },
      [call, args] as const,
    );
  const state = async () => ({
    pit: await app.pit(),
    lab: await app.page.evaluate(() => window.botpit.lab()),
    settings: await app.page.evaluate(() => window.botpit.settings()),
  });

  beforeAll(async () => {
    await app.launch();
    before = await state();
  });
  afterAll(() => app.end());

  test.each(WORDS)('%s does no harm in any call', async (_shown, text) => {
    const bots: readonly AddBots[] = [
      { strategy: text, name: 'eve', count: 1, params: {} },
      { strategy: 'maker', name: `${text}/`, count: 1, params: {} },
    ];
    const lab = {
      a: { strategy: 'maker', params: {} },
      b: null,
      rooms: [],
      seeds: 20,
      minutes: 10,
      sweep: null,
    };
    const labs: readonly LabRequest[] = [
      { ...lab, a: { strategy: text, params: {} } },
      { ...lab, b: { strategy: text, params: {} } },
      { ...lab, rooms: [text] },
    ];
    const answers = [
      ...(await Promise.all(BY_TEXT.map((call) => ask(call, text)))),
      ...(await Promise.all(bots.map((request) => ask('addBots', request)))),
      ...(await Promise.all(labs.map((request) => ask('startLab', request)))),
      await ask('openLabRun', { room: text, letter: 'a', seed: 1 }),
      await ask('openLabRun', { room: '', letter: text, seed: 1 }),
    ];
    for (const answer of answers)
      expect(answer).toMatchObject({ ok: false, reason: expect.stringMatching(/\S/) });
    expect(await state()).toEqual(before);
  });

  test('a value of the wrong type is refused before it is used', async () => {
    for (const call of BY_TEXT) {
      expect(await ask(call, { toString: 'maker' })).toMatchObject({
        reason: expect.stringContaining(`${call} was refused: its arguments do not fit.`),
      });
    }
    expect(await state()).toEqual(before);
  });

  test('an honest request still works', async () => {
    expect(await ask('addBots', { strategy: 'maker', name: 'honest', count: 1, params: {} })).toEqual({
      ok: true,
    });
    expect((await app.pit()).processes.map(({ name }) => name)).toContain('honest');
  });
});
