import { expect, test } from 'vitest';
import { howToJoin, PhaseLog } from '../../src/headless/join-text.ts';
import type { PitState, ProcessPhase } from '../../src/contract/pit-state.ts';
import { createLogger } from '../../src/runtime/log.ts';

test('reports each change once', () => {
  const lines: string[] = [];
  const phaseLog = new PhaseLog(createLogger('info', (line) => void lines.push(line.slice(25).trim())));
  const update = (phase: ProcessPhase, reason?: string, restarts = 0) =>
    phaseLog.update(stateOf(phase, reason, restarts));
  update('stopped');
  update('starting');
  update('starting');
  update('running');
  update('crashed', 'Ended by signal SIGKILL.');
  update('running', undefined, 1);
  update('stopped');
  expect(lines).toEqual([
    'info m1 starting',
    'info m1 running',
    'error m1 crashed: Ended by signal SIGKILL.',
    'info m1 running (restart 1)',
    'info m1 stopped',
  ]);
});

test('reports once why the pit closes, not with every phase', () => {
  const lines: string[] = [];
  const phaseLog = new PhaseLog(createLogger('info', (line) => void lines.push(line.slice(25).trim())));
  const reason = 'relay: Ended without a request.';
  for (const phase of ['stopping', 'stopped'] as const) phaseLog.update({ phase, reason, processes: [] });
  expect(lines).toEqual(['error the pit closes: relay: Ended without a request.']);
});

const ports = { orders: 9001, events: 9002, relay: 9010 };

test('names the addresses for watchers and traders, and the folder of the files', () => {
  const pit = {
    host: '192.0.2.7',
    ports,
    isSecure: false,
    needsToken: false,
    hasAccounts: false,
    httpPort: null,
    watchToken: null,
    sessionFolder: '/data/sessions/1',
  };
  const words = howToJoin(pit);
  expect(words).toContain('npm start, then connect the monitor to ws://192.0.2.7:9010');
  expect(words).toContain('npm run bot -- FILE.ts --relay ws://192.0.2.7:9010 --orders ws://192.0.2.7:9001');
  expect(words).toMatch(/session \(CSV files\) +\/data\/sessions\/1\n/);
  expect(words).not.toContain('token');
  const secure = howToJoin({ ...pit, isSecure: true, hasAccounts: true });
  expect(secure).toContain('connect the monitor to wss://192.0.2.7:9010');
  expect(secure).toContain('Each account has its own token');
  expect(secure).toContain("BOTPIT_TOKEN='<token of the account>' npm run bot -- FILE.ts --name NAME");
  const withToken = howToJoin({ ...pit, needsToken: true });
  expect(withToken).toContain(
    "BOTPIT_TOKEN='<token of the pit>' BOTPIT_STREAM_TOKEN='<token of the pit>' npm run bot -- FILE.ts --relay",
  );
  const forClass = howToJoin({ ...pit, needsToken: true, hasAccounts: true, watchToken: 'only to watch' });
  expect(forClass).toContain(
    "BOTPIT_TOKEN='<token of the account>' BOTPIT_STREAM_TOKEN='only to watch' npm run bot",
  );
  expect(howToJoin({ ...pit, needsToken: true, watchToken: "it's secret" })).toContain(
    String.raw`BOTPIT_STREAM_TOKEN='it'\''s secret' npm run bot`,
  );
});

function stateOf(phase: ProcessPhase, reason: string | undefined, restarts: number): PitState {
  const process = { name: 'm1', kind: 'bot', phase, restarts, log: [] } as const;
  return { phase: 'running', processes: [reason === undefined ? process : { ...process, reason }] };
}
