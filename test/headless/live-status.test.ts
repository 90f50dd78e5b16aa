import { expect, test } from 'vitest';
import { statusLines, TerminalBlock } from '../../src/headless/live-status.ts';
import type { ProcessState } from '../../src/contract/pit-state.ts';

const bot = (name: string): ProcessState => ({ name, kind: 'bot', phase: 'running', restarts: 0, log: [] });

function lines(processes: readonly ProcessState[]): readonly string[] {
  return statusLines({
    state: { phase: 'running', processes },
    addresses: ['ws://127.0.0.1:9010'],
    requestsPerSecond: 1_234,
    trades: 56_789,
    traders: 3,
    watchers: 4,
    equityOf: (name) => (name === 'maker' ? 99_999.5 : undefined),
  });
}

test('shows the pit in two lines, and each bot in one', () => {
  const [head, figures, maker, taker] = lines([bot('maker'), bot('taker')]);
  expect(head).toBe('Botpit running  ws://127.0.0.1:9010');
  expect(figures).toBe('  1,234 requests/s   56,789 trades   3 traders   4 at the relay');
  expect(maker).toMatch(/^ {2}maker +running +99,999\.50 +0\/s +0 fills$/);
  expect(taker).toMatch(/^ {2}taker +running +– +0\/s +0 fills$/);
  expect(maker?.length).toBe(taker?.length);
});

test('shows the first of many bots', () => {
  const shown = lines(Array.from({ length: 200 }, (_, index) => bot(`bot-${index}`)));
  expect(shown).toHaveLength(15);
  expect(shown.at(-1)).toBe('  … and 188 more');
});

test('is redrawn in place, below the log', () => {
  let written = '';
  const block = new TerminalBlock(
    (text) => (written += text),
    () => 6,
  );
  block.draw(['one', 'too long a line']);
  block.say('news\n');
  block.draw(['two']);
  expect(written).toBe('one\ntoo l\n\u001B[2A\u001B[0Jnews\none\ntoo l\n\u001B[2A\u001B[0Jtwo\n');
});
