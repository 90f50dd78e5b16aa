/** The bridge's checks of callers and arguments; the test plays Electron's part. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { callArguments } from '../../src/main/bridge-arguments.ts';
import { serveBridge, type BridgeCalls } from '../../src/main/bridge-server.ts';
import { MONITOR_ORIGIN } from '../../src/contract/protocol.ts';
import { callChannel, CALLS, type Call } from '../../src/preload/channels.ts';
import { MISSHAPEN } from '../support/hostile-arguments.ts';

type Handler = (event: unknown, ...args: readonly unknown[]) => unknown;

const handlers = vi.hoisted(() => new Map<string, Handler>());
vi.mock('electron', () => ({
  ipcMain: { handle: (channel: string, handler: Handler) => handlers.set(channel, handler) },
}));

const monitor = { senderFrame: { parent: null, origin: MONITOR_ORIGIN } };
const reached = vi.fn<(...args: readonly unknown[]) => string>(() => 'reached');

beforeAll(() =>
  serveBridge(Object.fromEntries(CALLS.map((call) => [call, reached])) as unknown as BridgeCalls),
);

function ask(call: Call, event: unknown, args: readonly unknown[]): unknown {
  reached.mockClear();
  const handler = handlers.get(callChannel(call));
  if (handler === undefined) throw new Error(`nobody answers ${call}`);
  return handler(event, ...args);
}

test('other calls get no reply', () => {
  expect([...handlers.keys()]).toEqual(CALLS.map(callChannel));
});

describe.each(CALLS)('%s', (call) => {
  test.each([
    ['a frame that is gone', { senderFrame: null }],
    ['a frame in the page', { senderFrame: { parent: monitor.senderFrame, origin: MONITOR_ORIGIN } }],
    ['another page', { senderFrame: { parent: null, origin: 'https://example.com' } }],
    ['a page of no origin', { senderFrame: { parent: null, origin: 'null' } }],
    ['a file', { senderFrame: { parent: null, origin: 'file://' } }],
    ['a like name', { senderFrame: { parent: null, origin: `${MONITOR_ORIGIN}.example.com` } }],
  ])('%s is refused', (_who, event) => {
    expect(() => ask(call, event, ['ada'])).toThrow(`${call} was refused: only the monitor may call it.`);
    expect(reached).not.toHaveBeenCalled();
  });

  test.each(MISSHAPEN)('%s is refused', (_what, args) => {
    expect(() => ask(call, monitor, args)).toThrow(`${call} was refused: its arguments do not fit.`);
    expect(reached).not.toHaveBeenCalled();
    expect({}).not.toHaveProperty('polluted');
  });
});

test('valid arguments arrive unchanged, without keys of prototypes', () => {
  const params: unknown = JSON.parse('{"levels":5,"__proto__":{"polluted":true}}');
  expect(ask('addBots', monitor, [{ strategy: 'maker', name: 'ada', count: 1, params }])).toBe('reached');
  const [request] = reached.mock.lastCall as [{ readonly params: object }];
  expect(request).toEqual({ strategy: 'maker', name: 'ada', count: 1, params: { levels: 5 } });
  expect(Object.hasOwn(request.params, '__proto__')).toBe(false);
  expect(request.params).not.toHaveProperty('polluted');
});

test('a call without checks would be detected', () => {
  const missed = (schema: z.ZodType) => MISSHAPEN.filter(([, args]) => schema.safeParse(args).success);
  expect(missed(z.array(z.unknown()))).toHaveLength(MISSHAPEN.length);
  expect(missed(z.tuple([z.string()])).length).toBeGreaterThan(0);
  for (const call of CALLS) expect(missed(callArguments[call])).toEqual([]);
});
